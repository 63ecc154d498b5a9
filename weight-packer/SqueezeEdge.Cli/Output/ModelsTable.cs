// SPDX-License-Identifier: MIT
using SqueezeEdge.Cli.Results;
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Cli.Output;

/// <summary>The table of <c>models list</c>.</summary>
internal static class ModelsTable
{
    public static void Show(Terminal terminal, IReadOnlyList<ModelResult> models, string folder)
    {
        var table = new ResultTable("Published models").Text("name").Text("model").Number("bytes").Text("state");
        foreach (var m in models)
        {
            table.Row(
                m.Name,
                m.Title,
                $"{m.Bytes:N0}",
                m.State switch
                {
                    CacheState.Complete => "downloaded",
                    CacheState.Partial => "partly downloaded",
                    CacheState.Damaged => "damaged: pull it again",
                    _ => "not downloaded",
                }
            );
        }

        terminal.Table(table);
        terminal.Line($"Kept in {folder}.");
    }
}
