namespace MultiBox.Weights;

/// <summary>A format that weights can be written in.</summary>
public enum WeightFormat
{
    /// <summary>safetensors: all types, any shape, and metadata.</summary>
    Safetensors,

    /// <summary>MXNet's <c>.params</c>, version 2: no BF16, I16 or Bool, no tensor without sizes or numbers.</summary>
    MxnetParams,

    /// <summary>PyTorch's <c>.pth</c> in the zip form since 1.6: all types and any shape, up to 4 GiB.</summary>
    PyTorch,
}
