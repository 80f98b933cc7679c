namespace MultiBox.Pipeline.Benchmarks;

/// <summary>A temporary folder for what peers read; it goes with this object.</summary>
internal sealed class BenchFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("multibox-bench-").FullName;

    /// <summary>A path in the folder.</summary>
    /// <param name="name">The file's name.</param>
    public string this[string name] => Path.Combine(Root, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
