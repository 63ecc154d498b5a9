// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Tests.Models;

public sealed class ModelDescriptionFileTests
{
    [Fact]
    public void SurvivesARoundTrip()
    {
        foreach (
            var network in new[]
            {
                TestNetworks.Colour32().Network,
                TestNetworks.Grey28().Network,
                SqueezeNetDescriptions.DeepCompressedV10(),
            }
        )
        {
            var read = ModelDescriptionFile.Read(ModelDescriptionFile.Write(network), "model.json");
            Assert.Equal(network.Name, read.Name);
            Assert.Equal(network.Operations, read.Operations);
            Assert.Equal(network.Input.Mean, read.Input.Mean);
            Assert.Equal(network.Input.Deviation, read.Input.Deviation);
            Assert.Equal(network.Input with { Mean = [], Deviation = [] }, read.Input with { Mean = [], Deviation = [] });
        }
    }

    [Theory]
    [InlineData("\"padding\": 1", "\"padding\": 1, \"dilation\": 2", "dilation")]
    [InlineData("\"resizeSize\": 36", "\"resizeSize\": 20", "resizeSize")]
    [InlineData("\"channels\": 3", "\"channels\": 1", "channels")]
    [InlineData("\"order\": \"bgr\"", "\"order\": \"gbr\"", "order")]
    [InlineData("\"kind\": \"fire\"", "\"kind\": \"inception\"", "inception")]
    [InlineData("\"name\": \"colour-32\"", "\"name\": \"\"", "name")]
    [InlineData("\"name\": \"colour-32\",", "", "name")]
    [InlineData("\"name\": \"fire3\"", "\"name\": \"fire2\"", "same name")]
    [InlineData("104,", "-1,", "mean")]
    [InlineData("\"operations\": [", "\"operations\": null, \"x\": [", "operations")]
    public void NamesTheFileAndTheFault(string old, string replacement, string fault)
    {
        var text = Encoding.UTF8.GetString(ModelDescriptionFile.Write(TestNetworks.Colour32().Network));
        Assert.Contains(old, text);
        var error = Assert.Throws<ModelException>(() =>
            ModelDescriptionFile.Read(Encoding.UTF8.GetBytes(text.Replace(old, replacement)), "model.json")
        );
        Assert.Contains("model.json", error.Message);
        Assert.Contains(fault, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void RefusesWhatIsNoDescription(string text) =>
        Assert.Throws<ModelException>(() => ModelDescriptionFile.Read(Encoding.UTF8.GetBytes(text), "model.json"));
}
