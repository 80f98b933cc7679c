namespace MultiBox.Onnx;

/// <summary>A module that cannot be written as ONNX, or a file that cannot hold it. The message says which, where and what to do.</summary>
public sealed class OnnxExportException : Exception
{
    /// <summary>Makes one with a message.</summary>
    /// <param name="message">What is wrong.</param>
    public OnnxExportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public OnnxExportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
