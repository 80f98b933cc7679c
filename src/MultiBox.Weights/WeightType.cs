namespace MultiBox.Weights;

/// <summary>The type of a tensor's numbers, little-endian; the names are those of safetensors.</summary>
public enum WeightType
{
    /// <summary>IEEE 754, 64 bits.</summary>
    F64,

    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 16 bits.</summary>
    F16,

    /// <summary>The upper 16 bits of a 32-bit float.</summary>
    BF16,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>A byte, 0 or 1.</summary>
    Bool,
}
