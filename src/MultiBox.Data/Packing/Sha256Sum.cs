using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MultiBox.Data;

/// <summary>The SHA-256 of some content; all zero where it is not known.</summary>
internal readonly record struct Sha256Sum(ulong A, ulong B, ulong C, ulong D)
{
    private const int Size = 32;

    public bool IsKnown => this != default;

    public static Sha256Sum Of(ReadOnlySpan<byte> content)
    {
        Span<byte> sum = stackalloc byte[Size];
        SHA256.HashData(content, sum);
        return MemoryMarshal.Read<Sha256Sum>(sum);
    }

    public static Sha256Sum Of(Stream content)
    {
        Span<byte> sum = stackalloc byte[Size];
        SHA256.HashData(content, sum);
        return MemoryMarshal.Read<Sha256Sum>(sum);
    }

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString()
    {
        var sum = this;
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<Sha256Sum>(in sum)));
    }
}
