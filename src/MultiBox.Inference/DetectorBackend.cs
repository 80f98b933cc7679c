namespace MultiBox.Inference;

/// <summary>What computes a network.</summary>
public enum DetectorBackend
{
    /// <summary>What the file is made for: libtorch for a run or a TorchScript file, ONNX Runtime for an ONNX file.</summary>
    Auto,

    /// <summary>libtorch.</summary>
    Torch,

    /// <summary>ONNX Runtime.</summary>
    Onnx,
}
