// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>models</c>: published SqueezeNets, downloaded once and then usable by name.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal) =>
        new("models", "Downloads published SqueezeNets; other verbs then take their NAME as MODEL.") { List(terminal), Pull(terminal) };

    private static Command List(Terminal terminal)
    {
        var json = Inputs.Json();
        var command = new Command("list", "Shows the models there are and which have been downloaded.") { json };
        command.SetAction(result =>
        {
            var cache = ModelCache.OfUser();
            var models = PublishedModel.All.Select(m => (Model: m, State: cache.StateOf(m))).ToArray();
            if (result.GetValue(json))
            {
                terminal.Json(
                    models.Select(m => new
                    {
                        name = m.Model.Name,
                        title = m.Model.Title,
                        state = m.State.ToString().ToLowerInvariant(),
                        path = cache.PathOf(m.Model),
                        bytes = m.Model.Bytes,
                        sha256 = m.Model.Sha256,
                        address = m.Model.Address,
                    })
                );
                return ExitCode.Success;
            }

            var table = Layout.Table("Published models", "name", "model", "#bytes", "state");
            foreach (var (model, state) in models)
            {
                table.Row(
                    model.Name,
                    model.Title,
                    $"{model.Bytes:N0}",
                    state switch
                    {
                        CacheState.Complete => "downloaded",
                        CacheState.Partial => "partly downloaded",
                        CacheState.Damaged => "damaged: pull it again",
                        _ => "not downloaded",
                    }
                );
            }

            terminal.Console.Write(table);
            terminal.Line($"Kept in {cache.Folder}.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Pull(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", PublishedModel.All.Select(m => m.Name)) };
        var json = Inputs.Json();
        var command = new Command("pull", "Downloads a model, or the rest of it, and checks its SHA-256.") { name, json };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(name)!;
            var model =
                PublishedModel.All.FirstOrDefault(m => m.Name == wanted)
                ?? throw new ModelException(
                    $"there is no published model '{wanted}'; choose from {string.Join(", ", PublishedModel.All.Select(m => m.Name))}."
                );
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("squeezeedge");
            var download = new ModelDownload(client, ModelCache.OfUser());
            var path = terminal.Progress($"Downloading {model.Name}", progress => download.Pull(model, progress));
            if (result.GetValue(json))
            {
                terminal.Json(
                    new
                    {
                        name = model.Name,
                        path,
                        bytes = model.Bytes,
                        sha256 = model.Sha256,
                    }
                );
            }
            else
            {
                terminal.Line($"{model.Name}: {path}");
                terminal.Line($"Pack it: squeezeedge pack {model.Name} -o {model.Name}.sqz --calibrate DIR");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
