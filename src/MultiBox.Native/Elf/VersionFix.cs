using System.Buffers.Binary;

namespace MultiBox.Native.Elf;

/// <summary>
/// Lets TorchSharp's native library load on a Linux whose C++ library is older than GCC 13's. It asks for the version
/// GLIBCXX_3.4.32 for the sake of one marker, <c>std::ios_base_library_init()</c>, that nothing in it calls; marking that one
/// version weak makes the loader accept its absence.
/// </summary>
internal static class VersionFix
{
    /// <summary>The version that older systems lack.</summary>
    internal const string Version = "GLIBCXX_3.4.32";

    /// <summary>The library that offers the version.</summary>
    internal const string CppLibrary = "libstdc++.so.6";

    private const long LargestFile = 256 << 20;

    /// <summary>Says whether a library needs the fix and can bear it.</summary>
    /// <param name="library">The library's bytes.</param>
    /// <exception cref="InvalidDataException">The bytes are no sound little-endian ELF64 library.</exception>
    internal static VersionFixState Inspect(byte[] library) => Plan(library).State;

    /// <summary>Says whether the C++ library of this system offers the version.</summary>
    /// <returns>True or false, or null when no C++ library is found here.</returns>
    /// <exception cref="InvalidDataException">The system's library cannot be understood.</exception>
    internal static bool? SystemOffersVersion() => SystemLibrary.Find(CppLibrary) is { } path
        ? ElfFile.Parse(Read(path)).DefinedVersions().Contains(Version)
        : null;

    /// <summary>Marks the version weak.</summary>
    /// <param name="library">The library's bytes; changed in place, only when the state is <see cref="VersionFixState.Fixable"/>.</param>
    /// <returns>The state before the change.</returns>
    /// <exception cref="InvalidDataException">The bytes are no sound little-endian ELF64 library.</exception>
    internal static VersionFixState Apply(byte[] library)
    {
        var (state, entries) = Plan(library);
        if (state != VersionFixState.Fixable) return state;
        foreach (var entry in entries)
        {
            var flags = (ushort)(entry.Flags | VersionEntry.WeakFlag);
            BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(entry.FlagsOffset), flags);
        }

        return state;
    }

    /// <summary>Reads a library whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is larger than 256 MiB, which none of the libraries concerned is.</exception>
    internal static byte[] Read(string path)
    {
        var length = new FileInfo(path).Length;
        return length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"It has {length} bytes, expected at most {LargestFile}.");
    }

    /// <summary>Writes a library under a temporary name, then renames it: a file that is linked elsewhere is never written to.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="library">Its bytes.</param>
    /// <param name="like">The file whose permissions it gets.</param>
    internal static void Write(string path, byte[] library, string like)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, library);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(like));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static (VersionFixState State, VersionEntry[] Entries) Plan(byte[] library)
    {
        var elf = ElfFile.Parse(library);
        var entries = elf.NeededVersions().Where(e => e.Name == Version).ToArray();
        if (entries.Length == 0) return (VersionFixState.NotAsked, entries);
        if (entries.All(e => e.IsWeak)) return (VersionFixState.AlreadyWeak, entries);
        return (entries.Any(e => elf.HasRelocation(e.Index)) ? VersionFixState.Used : VersionFixState.Fixable, entries);
    }
}
