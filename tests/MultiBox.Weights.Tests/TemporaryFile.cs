namespace MultiBox.Weights.Tests;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] content, string extension = ".bin")
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("N") + extension);
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public static string Given(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Files", name);

    public void Dispose() => File.Delete(Path);
}
