namespace MultiBox.Weights;

/// <summary>The numbers that MXNet's <c>.params</c> files are marked with.</summary>
internal static class MxnetParams
{
    public const string Format = "MXNet params";
    public const ulong ListMagic = 0x112;
    public const uint V1 = 0xF993FAC8;
    public const uint V2 = 0xF993FAC9;
    public const uint V3 = 0xF993FACA;

    private static readonly WeightType[] _types = [WeightType.F32, WeightType.F64, WeightType.F16, WeightType.U8, WeightType.I32, WeightType.I8, WeightType.I64];

    /// <summary>The type of a flag; null when it is unknown.</summary>
    public static WeightType? Type(int flag) => flag >= 0 && flag < _types.Length ? _types[flag] : null;

    /// <summary>The flag of a type; null when the format lacks it.</summary>
    public static int? Flag(WeightType type) => Array.IndexOf(_types, type) is >= 0 and var flag ? flag : null;
}
