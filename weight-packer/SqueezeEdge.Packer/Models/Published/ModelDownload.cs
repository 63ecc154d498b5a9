// SPDX-License-Identifier: MIT
using System.Net;
using System.Net.Http.Headers;

namespace SqueezeEdge.Packer.Models.Published;

/// <summary>
/// Downloads published models into a cache. A download grows beside its final name and gets that name only when length and hash
/// are right; an interrupted one goes on where it stopped if the server can send the rest.
/// </summary>
/// <param name="client">Sends the requests; redirects are followed by it.</param>
/// <param name="cache">Where models are kept.</param>
public sealed class ModelDownload(HttpClient client, ModelCache cache)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>How long a server may say nothing.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Downloads a model unless it is there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Told the share that is there, 0..1.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="ModelException">The server cannot be reached, refuses, stops sending, or sends something else; or the cache
    /// cannot be written.</exception>
    public string Pull(PublishedModel model, IProgress<double> progress)
    {
        var path = cache.PathOf(model);
        if (cache.StateOf(model) == CacheState.Complete)
        {
            progress.Report(1);
            return path;
        }

        var part = cache.PartOf(model);
        try
        {
            Directory.CreateDirectory(cache.Folder);
            var resumed = Receive(model, part, progress);
            if (!Check(model, part, resumed))
            {
                // What an earlier attempt left may have been the damaged half.
                Receive(model, part, progress);
                Check(model, part, resumed: false);
            }

            File.Move(part, path, overwrite: true);
            return path;
        }
        catch (HttpRequestException e)
        {
            throw new ModelException(
                e.StatusCode is { } status
                    ? $"'{model.Address}' answers {(int)status} {e.StatusCode}: the model '{model.Name}' cannot be "
                        + $"downloaded from there now. Try later, or download it by hand to '{path}'."
                    : $"'{model.Address}' cannot be reached: {e.Message} Check the network, or download the file by hand to '{path}'.",
                e
            );
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or UriFormatException)
        {
            // Of HttpClient: a redirect to an address that is none of the web's.
            throw new ModelException(
                $"'{model.Address}' leads to an address that cannot be downloaded from: {e.Message} "
                    + $"Try later, or download the model by hand to '{path}'.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(
                $"cannot keep the model in '{cache.Folder}': {e.Message} The environment variable "
                    + $"{ModelCache.Variable} names another folder.",
                e
            );
        }
    }

    /// <summary>Receives what is missing of a file.</summary>
    /// <returns>Whether bytes of an earlier attempt are in it.</returns>
    private bool Receive(PublishedModel model, string part, IProgress<double> progress)
    {
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (file.Length > model.Bytes)
        {
            file.SetLength(0);
        }

        if (file.Length == model.Bytes)
        {
            return true;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, model.Address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var silence = new CancellationTokenSource(Timeout);
        try
        {
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            var resumed =
                response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
            if (!resumed)
            {
                // The server does not know ranges, or not this one: everything again.
                file.SetLength(0);
                if (response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent)
                {
                    throw new ModelException($"'{model.Address}' did not send the rest of '{model.Name}'. Run this again: it begins anew.");
                }
            }

            response.EnsureSuccessStatusCode();
            if (response.Content.Headers.ContentLength is { } rest && file.Length + rest != model.Bytes)
            {
                var offered = file.Length + rest;
                file.SetLength(0);
                throw WrongLength(model, $"{offered:N0}");
            }

            file.Seek(0, SeekOrigin.End);
            using var body = response.Content.ReadAsStream(silence.Token);
            Copy(model, body, file, silence, progress);
            return resumed;
        }
        catch (OperationCanceledException e)
        {
            throw new ModelException($"'{model.Address}' has sent nothing for {Timeout.TotalSeconds:0} s. {Kept(model, file.Length)}", e);
        }
    }

    private void Copy(PublishedModel model, Stream body, FileStream file, CancellationTokenSource silence, IProgress<double> progress)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            int count;
            try
            {
                silence.CancelAfter(Timeout);
                count = body.ReadAsync(buffer, silence.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw new ModelException($"the download of '{model.Name}' was interrupted. {Kept(model, file.Length)}", e);
            }

            if (count == 0)
            {
                break;
            }

            if (file.Length + count > model.Bytes)
            {
                file.SetLength(0);
                throw WrongLength(model, $"more than {model.Bytes:N0}");
            }

            file.Write(buffer, 0, count);
            progress.Report((double)file.Length / model.Bytes);
        }

        file.Flush(flushToDisk: true);
        if (file.Length < model.Bytes)
        {
            throw new ModelException($"the download of '{model.Name}' ended early. {Kept(model, file.Length)}");
        }
    }

    /// <summary>Whether the hash is right; a wrong file is deleted.</summary>
    private static bool Check(PublishedModel model, string part, bool resumed)
    {
        var hash = ModelCache.Hash(part);
        if (hash == model.Sha256)
        {
            return true;
        }

        File.Delete(part);
        return resumed
            ? false
            : throw new ModelException(
                $"'{model.Address}' sent another file than the model '{model.Name}': its SHA-256 is {hash}, "
                    + $"{model.Sha256} is expected. It was deleted."
            );
    }

    private static string Kept(PublishedModel model, long bytes) =>
        $"{bytes:N0} of {model.Bytes:N0} bytes are kept: run this again to go on.";

    private static ModelException WrongLength(PublishedModel model, string bytes) =>
        new($"'{model.Address}' sends {bytes} bytes; the model '{model.Name}' has {model.Bytes:N0}. Nothing was kept.");
}
