using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Reads weight files, telling their formats apart by content.</summary>
public static class WeightFiles
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A safetensors, PyTorch (.pth, .pt), MXNet (.params) or Caffe (.caffemodel) file.</param>
    /// <exception cref="MultiBoxException">There is no such file, it is of none of these formats, damaged, or refused.</exception>
    public static WeightFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var head = Head(path);
        if (MxnetParamsReader.Recognises(head)) return MxnetParamsReader.Read(path);
        if (PyTorchReader.Recognises(head)) return PyTorchReader.Read(path);
        if (SafetensorsReader.Recognises(head)) return SafetensorsReader.Read(path);
        // Caffe's format has no mark of its own.
        if (Path.GetExtension(path).Equals(".caffemodel", StringComparison.OrdinalIgnoreCase)) return CaffeModelReader.Read(path);
        throw new MultiBoxException(
            $"{path}: not a weight file of a known kind.\n  Expected safetensors, PyTorch (.pth, .pt), MXNet (.params) or Caffe (.caffemodel), found {Describe(head)}.");
    }

    private static byte[] Head(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var head = new byte[16];
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{path}: cannot be read ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    private static string Describe(byte[] head) => head.Length == 0 ? "an empty file" : $"a file that begins with the bytes {Convert.ToHexStringLower(head)}";
}
