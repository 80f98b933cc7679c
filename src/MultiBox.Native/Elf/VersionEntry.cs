namespace MultiBox.Native.Elf;

/// <summary>A symbol version that a library asks of another one: an <c>Elf64_Vernaux</c> entry.</summary>
/// <param name="Library">The library asked, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Name">The version, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number by which symbols name this version in <c>.gnu.version</c>.</param>
/// <param name="Flags">The flags; see <see cref="IsWeak"/>.</param>
/// <param name="FlagsOffset">Where the two bytes of the flags lie in the file.</param>
internal readonly record struct VersionEntry(string Library, string Name, ushort Index, ushort Flags, int FlagsOffset)
{
    /// <summary>The flag VER_FLG_WEAK: the loader accepts a library that lacks the version.</summary>
    internal const ushort WeakFlag = 2;

    /// <summary>Whether the loader accepts a library that lacks the version.</summary>
    internal bool IsWeak => (Flags & WeakFlag) != 0;
}
