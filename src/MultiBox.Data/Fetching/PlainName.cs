using System.Buffers;

namespace MultiBox.Data;

/// <summary>Tells names that can be a file or folder on every platform, and only that, from paths.</summary>
internal static class PlainName
{
    private static readonly SearchValues<char> Special = SearchValues.Create("/\\:*?\"<>|");

    public static bool IsValid(string name) => name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny(Special);
}
