namespace MultiBox.Weights;

/// <summary>What is to know of a <see cref="WeightType"/>.</summary>
internal static class WeightTypes
{
    /// <summary>Bytes of one number.</summary>
    public static int Size(this WeightType type) => type switch
    {
        WeightType.F64 or WeightType.I64 => 8,
        WeightType.F32 or WeightType.I32 => 4,
        WeightType.F16 or WeightType.BF16 or WeightType.I16 => 2,
        WeightType.I8 or WeightType.U8 or WeightType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
