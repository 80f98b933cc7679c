namespace MultiBox.Inference;

/// <summary>The numbers that a network is computed with.</summary>
public enum InferencePrecision
{
    /// <summary>
    /// The detector's choice: of a run <see cref="Bf16"/> where the processor or CUDA device has instructions for it, else <see cref="Fp16"/>
    /// on CUDA devices that have those, else <see cref="Fp32"/>; of model files <see cref="Fp32"/>.
    /// </summary>
    Auto,

    /// <summary>32 bits: results do not depend on what the device offers, beyond the last digits.</summary>
    Fp32,

    /// <summary>
    /// 16 bits with the range of 32: scores differ in the third digit. Slower than <see cref="Fp32"/> where the device has no instructions
    /// for them. Model files refuse it.
    /// </summary>
    Bf16,

    /// <summary>16 bits with the range of 16, for CUDA devices. Slower than <see cref="Fp32"/> on a CPU. Model files refuse it.</summary>
    Fp16,
}
