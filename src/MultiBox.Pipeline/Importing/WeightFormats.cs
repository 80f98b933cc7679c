using MultiBox.Experiments;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>What the readers call the formats.</summary>
internal static class WeightFormats
{
    public static string Name(MappingFormat format) => format switch
    {
        MappingFormat.Pytorch => "PyTorch weight",
        MappingFormat.Safetensors => "safetensors",
        MappingFormat.Mxnet => "MXNet params",
        MappingFormat.Caffe => "caffemodel",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>The file beside weights of a format that has no place for what they take for granted.</summary>
    public static string FactsBeside(string path) => $"{path}.json";

    /// <summary>The format that files of a table's format are written in.</summary>
    public static WeightFormat ToWrite(MappingFormat format) => format switch
    {
        MappingFormat.Pytorch => WeightFormat.PyTorch,
        MappingFormat.Safetensors => WeightFormat.Safetensors,
        MappingFormat.Mxnet => WeightFormat.MxnetParams,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
