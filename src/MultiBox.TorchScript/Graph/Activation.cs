namespace MultiBox.TorchScript;

/// <summary>A function of each element.</summary>
internal enum Activation
{
    None,
    Relu,

    /// <summary>clip(x, 0, 6).</summary>
    Relu6,
    HardSigmoid,
    HardSwish,
    Sigmoid,

    /// <summary>x times sigmoid(x).</summary>
    Silu,
}
