using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>ONNX's numbers of the types of elements.</summary>
internal static class OnnxTypes
{
    public static int Of(ScalarType type) => type switch
    {
        ScalarType.Float32 => 1,
        ScalarType.Byte => 2,
        ScalarType.Int8 => 3,
        ScalarType.Int16 => 5,
        ScalarType.Int32 => 6,
        ScalarType.Int64 => 7,
        ScalarType.Bool => 9,
        ScalarType.Float16 => 10,
        ScalarType.Float64 => 11,
        ScalarType.BFloat16 => 16,
        _ => throw new OnnxExportException($"A tensor of {type} cannot be written: files from here hold floating point numbers, integers and truth values."),
    };
}
