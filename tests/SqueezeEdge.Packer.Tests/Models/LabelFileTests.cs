// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cat\ndog\nred panda")]
    [InlineData("cat\ndog\nred panda\n")]
    [InlineData("cat\r\ndog\r\nred panda\r\n\r\n  \n")]
    [InlineData("cat\rdog\rred panda\r")]
    [InlineData("\uFEFFcat\ndog\nred panda\n")]
    public void OneNamePerLine(string text) => Assert.Equal(["cat", "dog", "red panda"], LabelFile.Read(Write(text), 3));

    /// <summary>Passed over, the blank line would give each class behind it the name of the next.</summary>
    [Theory]
    [InlineData("cat\n\ndog\nred panda\n", 2)]
    [InlineData("cat\ndog\n \t\nred panda\n", 3)]
    [InlineData("\r\ncat\r\ndog\r\nred panda\r\n", 1)]
    public void ABlankLineAmongTheOthersIsNamed(string text, int line)
    {
        foreach (var classes in new[] { 3, 4 })
        {
            var message = Assert.Throws<ModelException>(() => LabelFile.Read(Write(text), classes)).Message;
            Assert.Contains($"line {line} is blank", message);
            Assert.Contains("labels.txt", message);
        }
    }

    [Theory]
    [InlineData("cat\ndog\n", "2 labels for 3 classes")]
    [InlineData("a\nb\nc\nd\n", "4 labels for 3 classes")]
    [InlineData("", "is empty; give 3 labels")]
    [InlineData("\n \n", "is empty; give 3 labels")]
    public void AnotherNumberOfNamesIsRefused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => LabelFile.Read(Write(text), 3)).Message);

    [Fact]
    public void AMissingFileIsNamed() =>
        Assert.Contains("gone.txt", Assert.Throws<ModelException>(() => LabelFile.Read(folder.Path("gone.txt"), 3)).Message);

    private string Write(string text) => folder.Write("labels.txt", Encoding.UTF8.GetBytes(text));
}
