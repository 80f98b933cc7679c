namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>The two files of <see cref="MxnetDetector"/>, made once for the tests of a class.</summary>
public sealed class MxnetFiles : IDisposable
{
    private const string Prefix = "resnet50_ssd_512";

    private readonly TemporaryFolder _folder = new();

    public MxnetFiles() => MxnetDetector.Write(_folder.Root, Prefix);

    /// <summary>Puts them into a folder, the symbol as a file of its own that may be changed.</summary>
    /// <returns>The paths of both.</returns>
    public (string Weights, string Symbol) CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var (weights, symbol) = (Path.Combine(folder, $"{Prefix}-0000.params"), Path.Combine(folder, $"{Prefix}-symbol.json"));
        File.CreateSymbolicLink(weights, _folder[Path.GetFileName(weights)]);
        File.Copy(_folder[Path.GetFileName(symbol)], symbol);
        return (weights, symbol);
    }

    public void Dispose() => _folder.Dispose();
}
