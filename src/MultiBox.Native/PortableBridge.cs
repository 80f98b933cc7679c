using MultiBox.Native.Elf;

namespace MultiBox.Native;

/// <summary>TorchSharp's native library for other machines than this one.</summary>
public static class PortableBridge
{
    /// <summary>
    /// Lets the library load on systems whose C++ library is older than the one that it asks for without using it. Other files, and
    /// other platforms', stay as they are.
    /// </summary>
    /// <param name="path">The library; it is replaced, never written to in place.</param>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="InvalidDataException">It is no sound library.</exception>
    public static bool MakePortable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var library = VersionFix.Read(path);
        if (VersionFix.Apply(library) != VersionFixState.Fixable) return false;
        VersionFix.Write(path, library, like: path);
        return true;
    }
}
