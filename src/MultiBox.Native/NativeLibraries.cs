using System.Runtime.InteropServices;
using MultiBox.Native.Elf;

namespace MultiBox.Native;

/// <summary>Finds and loads native libraries, with the loader's own words when it fails.</summary>
internal static partial class NativeLibraries
{
    private const int ResolveAllNow = 2;

    /// <summary>The file of TorchSharp's native library in the program's own folders.</summary>
    /// <returns>The full path, or null when the program has none.</returns>
    internal static string? FindLibTorchSharp() => FindOwn("LibTorchSharp");

    /// <summary>The file of libtorch's main library in the program's own folders.</summary>
    /// <returns>The full path, or null when the program has none.</returns>
    internal static string? FindOwnLibTorch() => FindOwn("torch_cpu");

    /// <summary>Loads a library by its full path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">The loader's message when the result is 0.</param>
    /// <returns>The handle, or 0.</returns>
    internal static nint Load(string path, out string error)
    {
        try
        {
            error = "";
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            error = Reason(e.Message);
            return 0;
        }
    }

    /// <summary>
    /// The first symbol that a library asks for and nothing loaded offers. The runtime resolves symbols as they are called, where
    /// a missing one ends the process without an exception; this asks the loader to resolve all of them beforehand.
    /// </summary>
    /// <param name="path">The library.</param>
    /// <returns>The loader's message, or null when nothing is missing or the platform cannot tell.</returns>
    internal static string? MissingSymbol(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            // Once beforehand: binding the call itself asks the loader, which would forget the error to be told.
            LastError();
            if (Open(path, ResolveAllNow) != 0) return null;
            return Marshal.PtrToStringUTF8(LastError());
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Before glibc 2.34 these two lived elsewhere: without them there is only no early warning.
            return null;
        }
    }

    /// <summary>The folder of the loaded <c>torch_cpu</c>.</summary>
    /// <returns>The full path, or null when none is loaded or the platform cannot tell.</returns>
    internal static string? LoadedLibTorch()
    {
        var file = LibTorchFolder.FileName("torch_cpu");
        return Path.GetDirectoryName(SystemLibrary.FindLoaded(path => Path.GetFileName(path).Equals(file, StringComparison.OrdinalIgnoreCase)));
    }

    private static string? FindOwn(string library) => OwnFolders()
        .Select(folder => Path.Combine(folder, LibTorchFolder.FileName(library)))
        .FirstOrDefault(File.Exists);

    // The host tells where it looks for native libraries: the program's folder, and runtimes/<platform>/native in a build for
    // any platform. The base folder serves where there is no such list.
    private static IEnumerable<string> OwnFolders()
    {
        var listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Prepend(AppContext.BaseDirectory).Distinct();
    }

    // The runtime's message lists advice about environment variables first; the loader's own line is the one that helps.
    private static string Reason(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 1 ? string.Join("; ", lines.Skip(1)) : message;
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dlerror")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint LastError();
}
