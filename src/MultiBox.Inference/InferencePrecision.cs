namespace MultiBox.Inference;

/// <summary>The numbers that a network is computed with.</summary>
public enum InferencePrecision
{
    /// <summary>The detector's choice: <see cref="Fp32"/> with both backends.</summary>
    Auto,

    /// <summary>32 bits: results do not depend on what the processor offers, beyond the last digits.</summary>
    Fp32,

    /// <summary>16 bits with the range of 32. Refused where the backend does not compute with them, and neither does yet.</summary>
    Bf16,
}
