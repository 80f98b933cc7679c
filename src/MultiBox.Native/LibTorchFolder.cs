namespace MultiBox.Native;

/// <summary>The folder of libtorch that a user names.</summary>
internal static class LibTorchFolder
{
    private static readonly string[] RequiredLibraries = ["c10", "torch_cpu", "torch"];

    /// <summary>A library's file name on this platform: <c>libc10.so</c>, <c>c10.dll</c> or <c>libc10.dylib</c>.</summary>
    /// <param name="library">The name without prefix and suffix.</param>
    internal static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>Finds the folder that holds the libraries.</summary>
    /// <param name="value">That folder, or libtorch's or PyTorch's own folder above it, or the <c>site-packages</c> folder.</param>
    /// <param name="fault">What is wrong, when the result is null.</param>
    /// <returns>The full path, or null.</returns>
    internal static string? Resolve(string value, out BackendFault? fault)
    {
        var named = $"{NativeBackend.EnvironmentVariable}='{value}'";
        var main = FileName("torch_cpu");
        var remedy = $"set {NativeBackend.EnvironmentVariable} to the lib folder of libtorch {NativeBackend.ExpectedVersion} or of an " +
            "installed PyTorch (python3 -c \"import torch; print(torch.__path__[0])\" prints its folder), or unset it to use the " +
            "libtorch that the program was built with.";
        fault = null;
        string full;
        try
        {
            full = Path.GetFullPath(value);
        }
        catch (ArgumentException e)
        {
            fault = new BackendFault($"{named}: {e.Message}", remedy);
            return null;
        }

        if (!Directory.Exists(full))
        {
            fault = new BackendFault(File.Exists(full) ? $"{named}: it is a file, expected a folder." : $"{named}: there is no such folder.", remedy);
            return null;
        }

        string[] tried = [full, Path.Combine(full, "lib"), Path.Combine(full, "torch", "lib")];
        if (Array.Find(tried, folder => File.Exists(Path.Combine(folder, main))) is not { } found)
        {
            fault = new BackendFault($"{named}: it holds no {main}, nor do its folders lib and torch/lib.\n  Found: {Contents(full)}", remedy);
            return null;
        }

        var missing = RequiredLibraries.Select(FileName).Where(file => !File.Exists(Path.Combine(found, file))).ToArray();
        if (missing.Length == 0) return found;
        fault = new BackendFault($"{named}: {found} is incomplete: it lacks {string.Join(" and ", missing)}.", remedy);
        return null;
    }

    private static string Contents(string folder)
    {
        const int shown = 5;
        try
        {
            var names = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(shown + 1).ToArray();
            return names.Length == 0 ? "an empty folder." : string.Join(", ", names.Take(shown)) + (names.Length > shown ? ", ..." : ".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
