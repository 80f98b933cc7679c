namespace MultiBox.Experiments;

/// <summary>The format of a weight file.</summary>
public enum MappingFormat
{
    /// <summary>PyTorch's <c>torch.save</c> of a state dictionary: <c>.pth</c>, <c>.pt</c>.</summary>
    Pytorch,

    /// <summary>safetensors.</summary>
    Safetensors,

    /// <summary>MXNet's <c>.params</c>.</summary>
    Mxnet,

    /// <summary>Caffe's <c>.caffemodel</c>.</summary>
    Caffe,
}
