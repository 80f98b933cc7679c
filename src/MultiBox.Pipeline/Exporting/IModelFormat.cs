namespace MultiBox.Pipeline.Exporting;

/// <summary>A format that detectors are exported in: one class each, listed in <see cref="ModelFormats"/>.</summary>
internal interface IModelFormat
{
    /// <summary>What <c>--format</c> calls it.</summary>
    string Name { get; }

    /// <summary>The file's name.</summary>
    /// <param name="request">What is exported.</param>
    string FileName(ExportRequest request);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="request">What is exported.</param>
    /// <param name="path">The file.</param>
    /// <returns>What is in it, for the log: a few words.</returns>
    /// <exception cref="Abstractions.MultiBoxException">The format cannot hold the network, or the file cannot be written.</exception>
    string Write(ExportRequest request, string path);
}
