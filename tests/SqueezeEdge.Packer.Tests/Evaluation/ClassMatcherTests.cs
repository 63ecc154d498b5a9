// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Evaluation;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Tests.Evaluation;

public sealed class ClassMatcherTests
{
    private static readonly string[] Labels =
    [
        "tench, Tinca tinca",
        "goldfish, Carassius auratus",
        "great white shark, white shark",
        "tiger shark",
        "crane",
        "T-shirt/top",
        "crane",
    ];

    [Theory]
    [InlineData("goldfish", 1)]
    [InlineData("Goldfish", 1)]
    [InlineData("carassius_auratus", 1)]
    [InlineData("goldfish, Carassius auratus", 1)]
    [InlineData("white shark", 2)]
    [InlineData("great_white_shark", 2)]
    [InlineData("tiger  shark", 3)]
    [InlineData("t_shirt_top", 5)]
    [InlineData("3", 3)]
    [InlineData("003", 3)]
    [InlineData("3_tiger shark", 3)]
    [InlineData("3-requin", 3)]
    [InlineData("6_crane", 6)]
    [InlineData("n01443537_goldfish", 1)]
    public void AFolderIsFoundAmongTheLabels(string folder, int index) => Assert.Equal(index, Match(Labels, folder));

    [Theory]
    [InlineData("tiger shrak", "'tiger shark'")]
    [InlineData("golfish", "'goldfish'")]
    [InlineData("n01443537", "no label")]
    [InlineData("crane", "4 (crane) or 6 (crane)")]
    [InlineData("1_tiger shark", "'tiger shark' is class 3 of the blob, and its class 1 is 'goldfish, Carassius auratus'")]
    [InlineData("7", "0..6")]
    public void WhatIsNoClassIsRefusedWithTheNearestLabels(string folder, string message) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => Match(Labels, folder)).Message);

    [Fact]
    public void LabelsMayBeginWithWordNetIds()
    {
        string[] labels = ["n01440764 tench, Tinca tinca", "n01443537 goldfish"];
        Assert.Equal(1, Match(labels, "n01443537"));
        Assert.Equal(1, Match(labels, "n01443537_poisson_rouge"));
        Assert.Equal(0, Match(labels, "tinca tinca"));
    }

    [Fact]
    public void AllWordNetIdsStandForTheClassesInTheirOrder()
    {
        string[] folders = ["n01443537", "n01440764"];
        Assert.Equal([1, 0], folders.Select(f => Indices([], 2, folders)[f]));
        Assert.Equal([1, 0], folders.Select(f => Indices(["tench", "goldfish"], 2, folders)[f]));
        Assert.Throws<ModelException>(() => Indices(["tench", "goldfish", "shark"], 3, folders));
    }

    [Fact]
    public void WithoutLabelsOnlyAnIndexNamesAClass()
    {
        Assert.Equal(2, Indices([], 4, ["2"])["2"]);
        Assert.Contains("--labels", Assert.Throws<ModelException>(() => Indices([], 4, ["goldfish"])).Message);
    }

    [Fact]
    public void LabelsThatAreNumbersComeBeforeIndices() => Assert.Equal(0, Match(["2", "1", "0"], "2"));

    [Fact]
    public void AFileNameThatContradictsTheLabelsIsRefused()
    {
        Assert.Equal(1, Single(new LabelledImage("/x/001_goldfish.jpg", 1)));
        Assert.Equal(1, Single(new LabelledImage("/x/001_n01443537.jpg", 1)));
        Assert.Equal(3, Single(new LabelledImage("idx#001_goldfish", 3) { Source = () => new Pixels(1, 1, [0, 0, 0]) }));
        var wrong = Assert.Throws<ModelException>(() => Single(new LabelledImage("/x/003_goldfish.jpg", 3)));
        Assert.Contains("003_goldfish.jpg", wrong.Message);
        Assert.Throws<ModelException>(() => Single(new LabelledImage("/x/what.jpg", -1)));

        static int Single(LabelledImage picture) => new ClassMatcher(Labels, Labels.Length).Match([picture])[0].ClassIndex;
    }

    [Fact]
    public void EveryLabelOfImageNetIsFoundByEachOfItsNamesOrRefusedAsAmbiguous()
    {
        var labels = File.ReadAllLines(Path.Combine(SharedMaterial.Photographs, "labels.txt"));
        var ambiguous = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            try
            {
                Assert.Equal(i, Match(labels, labels[i].Replace(' ', '_').ToUpperInvariant()));
            }
            catch (ModelException e)
            {
                Assert.Contains($"{i} ({labels[i]})", e.Message);
                ambiguous++;
            }
        }

        Assert.InRange(ambiguous, 0, 6);
    }

    private static int Match(string[] labels, string folder) => Indices(labels, labels.Length, [folder])[folder];

    private static Dictionary<string, int> Indices(string[] labels, int classes, string[] folders) =>
        new ClassMatcher(labels, classes)
            .Match([.. folders.Select(f => new LabelledImage($"{f}/a.jpg", -1) { ClassFolder = f })])
            .ToDictionary(p => p.ClassFolder!, p => p.ClassIndex);
}
