using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests;

/// <summary>Reads files that may be hostile: each is read or refused, within the memory that docs/weights.md promises.</summary>
internal static class Bounded
{
    /// <summary>Bytes that a reader may take for each byte of a weight file; a symbol is text of which all is kept.</summary>
    public const int PerByte = 8;

    /// <summary>The same for a symbol.</summary>
    public const int PerByteOfSymbol = 32;

    /// <summary>Bytes that a reader may take beside.</summary>
    public const long Constant = 128 << 20;

    /// <summary>Reads a file, and a weight file's numbers as floats.</summary>
    /// <param name="content">The file.</param>
    /// <param name="extension">Its extension; <c>.json</c> is a symbol's.</param>
    /// <param name="constant">Bytes that may be taken beside.</param>
    /// <returns>Why it was refused; null when it was read.</returns>
    public static string? Read(byte[] content, string extension, long constant = Constant)
    {
        using var file = new TemporaryFile(content, extension);
        var perByte = extension == ".json" ? PerByteOfSymbol : PerByte;
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? why = null;
        WeightFile? weights = null;
        try
        {
            if (extension == ".json") Facts(MxnetSymbol.Read(file.Path));
            else weights = WeightFiles.Read(file.Path);
        }
        catch (MultiBoxException fault)
        {
            why = fault.Message;
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= (perByte * (long)content.Length) + constant, $"{taken} bytes were taken for {content.Length}: {why}");
        if (weights is not null) Assert.All(weights.Tensors, tensor => Assert.Equal(tensor.Count, tensor.ToFloats().Length));
        Assert.True(why is null or { Length: < 2000 }, why);
        return why;
    }

    private static void Facts(MxnetSymbol symbol)
    {
        _ = symbol.Convolutions;
        _ = symbol.BatchNorms;
        _ = symbol.L2Normalizations;
        _ = MxnetSymbolCheck.Faults(symbol, new WeightFile("none", "none", [], []));
    }
}
