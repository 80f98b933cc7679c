namespace MultiBox.TorchScript;

/// <summary>In which numbers a compiled network computes. Inputs and outputs are always float32.</summary>
public enum NetworkPrecision
{
    /// <summary>bfloat16 where the device computes with it faster, else float32.</summary>
    Auto,

    /// <summary>float32, as in training.</summary>
    Fp32,

    /// <summary>Weights and maps in bfloat16: about three digits, sums in float32.</summary>
    Bf16,

    /// <summary>Weights and maps in float16, for GPUs that have no bfloat16.</summary>
    Fp16,
}
