namespace MultiBox.Experiments;

/// <summary>The precision of a training's convolutions and matrix products.</summary>
public enum TrainingPrecision
{
    /// <summary>What the device is fast in: bfloat16 where it has instructions for it, else float16 on a CUDA device that has those, else float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>float16, with a loss scale that adapts itself.</summary>
    Fp16,
}
