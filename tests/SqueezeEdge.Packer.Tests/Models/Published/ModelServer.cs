// SPDX-License-Identifier: MIT
using System.Net;

namespace SqueezeEdge.Packer.Tests.Models.Published;

/// <summary>A web server on loopback that offers one file, as badly as a test asks.</summary>
internal sealed class ModelServer : IDisposable
{
    private readonly HttpListener listener;
    private readonly Task loop;

    public ModelServer(byte[] content)
    {
        Content = content;
        listener = Listen();
        Address = new Uri(listener.Prefixes.Single() + "model.net");
        loop = Task.Run(Serve);
    }

    public Uri Address { get; }

    public byte[] Content { get; set; }

    /// <summary>Whether Range is honoured.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>After so many bytes of a response the connection is cut; -1 = never.</summary>
    public int CutAfter { get; set; } = -1;

    /// <summary>Whether the response says how long it is.</summary>
    public bool SaysLength { get; set; } = true;

    /// <summary>Whether the server goes silent after the first bytes.</summary>
    public bool Stalls { get; set; }

    public int Status { get; set; } = 200;

    /// <summary>Where requests are sent on to, or null.</summary>
    public string? Location { get; set; }

    /// <summary>The Range header of every request, "" without one.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        // Close alone: after Stop it would bind the port once more, which another server may have taken since.
        listener.Close();
        loop.Wait(TimeSpan.FromSeconds(5));
    }

    private static HttpListener Listen()
    {
        for (var port = Random.Shared.Next(20000, 50000); ; port++)
        {
            // A listener that failed to start cannot be used again.
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (port < 60000)
            {
                // The port is taken: try the next.
            }
        }
    }

    private void Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                Answer(listener.GetContext());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var range = context.Request.Headers["Range"] ?? "";
        lock (Requests)
        {
            Requests.Add(range);
        }

        var response = context.Response;
        if (Location is not null)
        {
            response.StatusCode = 302;
            response.Headers["Location"] = Location;
            response.Close();
            return;
        }

        response.StatusCode = Status;
        if (Status != 200)
        {
            response.Close();
            return;
        }

        var from = 0;
        if (Ranges && range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            from = int.Parse(range[6..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
        }

        if (SaysLength)
        {
            response.ContentLength64 = Content.Length - from;
        }
        else
        {
            response.SendChunked = true;
        }

        var count = CutAfter < 0 ? Content.Length - from : Math.Min(CutAfter, Content.Length - from);
        response.OutputStream.Write(Content, from, count);
        response.OutputStream.Flush();
        if (Stalls)
        {
            Thread.Sleep(1500);
        }

        if (CutAfter >= 0)
        {
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }
}
