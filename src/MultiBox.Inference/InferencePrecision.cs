namespace MultiBox.Inference;

/// <summary>The numbers that a network is computed with.</summary>
public enum InferencePrecision
{
    /// <summary><see cref="Bf16"/> where the processor computes with it, else <see cref="Fp32"/>.</summary>
    Auto,

    /// <summary>32 bits: results do not depend on what the processor offers, beyond the last digits.</summary>
    Fp32,

    /// <summary>16 bits with the range of 32: about twice as fast on processors that have it, scores differ in the third digit.</summary>
    Bf16,
}
