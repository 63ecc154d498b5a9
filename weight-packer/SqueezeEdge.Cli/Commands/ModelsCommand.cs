// SPDX-License-Identifier: MIT
using System.CommandLine;
using SqueezeEdge.Cli.Output;
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Cli.Commands;

/// <summary><c>models</c>: published SqueezeNets, downloaded once and then usable by name.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal) =>
        new Verb(
            "models",
            "Downloads published SqueezeNets; other verbs then take their NAME as MODEL.",
            "models list",
            "models pull deep-compression"
        )
        {
            List(terminal),
            Pull(terminal),
        };

    private static Verb List(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var command = new Verb("list", "Shows the models there are and which have been downloaded.", "models list", "models list --json")
        {
            json,
        };
        command.SetAction(result =>
        {
            var cache = ModelCache.OfUser();
            var models = ModelResult.All(cache);
            if (result.GetValue(json))
            {
                terminal.Json(models);
            }
            else
            {
                ModelsTable.Show(terminal, models, cache.Folder);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Verb Pull(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", PublishedModel.All.Select(m => m.Name)) };
        var json = SharedOptions.Json();
        var command = new Verb("pull", "Downloads a model, or the rest of it, and checks its SHA-256.", "models pull deep-compression")
        {
            name,
            json,
        };
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
