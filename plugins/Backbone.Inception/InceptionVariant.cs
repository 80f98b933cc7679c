namespace MultiBox.Plugins.Inception;

/// <summary>Whose Inception v3.</summary>
public enum InceptionVariant
{
    /// <summary>torchvision's, after TensorFlow's: the last block averages; pixels are in -1..1.</summary>
    Torchvision,

    /// <summary>MXNet's: the last block takes the largest instead (mxnet-ssd, symbol/inceptionv3.py); pixels are centred only.</summary>
    Mxnet,
}
