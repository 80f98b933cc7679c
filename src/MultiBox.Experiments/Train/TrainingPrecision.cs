namespace MultiBox.Experiments;

/// <summary>Number format of the forward and backward pass.</summary>
public enum TrainingPrecision
{
    /// <summary>32-bit floating point.</summary>
    Fp32,

    /// <summary>bfloat16 activations; the weights stay in 32 bits.</summary>
    Bf16,
}
