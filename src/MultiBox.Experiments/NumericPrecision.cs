namespace MultiBox.Experiments;

/// <summary>The precision of a network's convolutions and matrix products.</summary>
public enum NumericPrecision
{
    /// <summary>What the device is fast in: bfloat16 where it has instructions for it, else float16 on a CUDA device that has those, else float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>float16; trainings scale the loss, by a factor that adapts itself.</summary>
    Fp16,
}
