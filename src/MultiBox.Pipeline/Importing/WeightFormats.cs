using MultiBox.Experiments;

namespace MultiBox.Pipeline.Importing;

/// <summary>What the readers call the formats.</summary>
internal static class WeightFormats
{
    public static string Name(WeightFormat format) => format switch
    {
        WeightFormat.Pytorch => "PyTorch weight",
        WeightFormat.Safetensors => "safetensors",
        WeightFormat.Mxnet => "MXNet params",
        WeightFormat.Caffe => "caffemodel",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
