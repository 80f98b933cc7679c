namespace MultiBox.Plugins.DenseNet;

/// <summary>Whose DenseNet.</summary>
public enum DenseNetVariant
{
    /// <summary>torchvision's: batch norm with eps 1e-5; ImageNet's mean and deviation of the pixels.</summary>
    Torchvision,

    /// <summary>
    /// MXNet's (mxnet-ssd, symbol/densenet.py): batch norm with eps 2e-5, one more of them, <c>bn_data</c>, on the input, its scale fixed at 1;
    /// pixels are centred only.
    /// </summary>
    Mxnet,
}
