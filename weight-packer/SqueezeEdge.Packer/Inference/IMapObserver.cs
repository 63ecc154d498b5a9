namespace SqueezeEdge.Packer.Inference;

/// <summary>Sees the output map of every layer of an integer inference.</summary>
public interface IMapObserver
{
    /// <summary>A tensor's requantized output; the last convolution has none.</summary>
    /// <param name="tensor">Index of the tensor (expand1x1 and expand3x3 separately).</param>
    /// <param name="map">Its output, values 0..255.</param>
    void Tensor(int tensor, FeatureMap<int> map);

    /// <summary>A pooled map.</summary>
    /// <param name="operation">Index of the pooling operation.</param>
    /// <param name="map">Its output, values 0..255.</param>
    void Pool(int operation, FeatureMap<int> map);
}
