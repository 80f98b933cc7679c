using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace MultiBox.Native;

/// <summary>Finds the version of a libtorch that is loaded.</summary>
internal static partial class LibTorchVersion
{
    /// <summary>What is said when nothing tells the version.</summary>
    internal const string Unknown = "unknown";

    /// <summary>The version, such as <c>2.10.0</c> or <c>2.10.0+cu128</c>.</summary>
    /// <param name="library">The handle of the loaded <c>torch_cpu</c>.</param>
    /// <param name="folder">The folder it was loaded from, or null when that is not known.</param>
    /// <param name="packaged">Whether it is the one that the program was built with, whose package the program's own files name.</param>
    /// <returns>The version, or <see cref="Unknown"/>.</returns>
    internal static string Read(nint library, string? folder, bool packaged) =>
        (folder is null ? null : FromFiles(folder)) ?? FromLibrary(library) ?? (packaged ? FromDependencies() : null) ?? Unknown;

    /// <summary>The version that the files around the library tell: PyTorch's <c>version.py</c> or libtorch's <c>build-version</c>.</summary>
    /// <param name="folder">The folder of the library.</param>
    /// <returns>The version, or null when there are no such files.</returns>
    internal static string? FromFiles(string folder)
    {
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) is not { } above) return null;
        var python = PythonVersion().Match(Text(Path.Combine(above, "version.py")));
        if (python.Success) return python.Groups[1].Value;
        var plain = PlainVersion().Match(Text(Path.Combine(above, "build-version")));
        return plain.Success ? plain.Groups[1].Value : null;
    }

    // libtorch tells its build settings, version included, by at::show_config(). It returns a std::string, which a caller on
    // Linux passes by a hidden first argument: pointer, length and 16 bytes for short texts. The tag in the exported name
    // stands for just this layout, so where the name exists the layout holds. The text is not freed: it is read once.
    private static unsafe string? FromLibrary(nint library)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        if (library == 0 || !NativeLibrary.TryGetExport(library, "_ZN2at11show_configB5cxx11Ev", out var showConfig)) return null;
        var text = stackalloc nint[4];
        ((delegate* unmanaged<nint*, nint*>)showConfig)(text);
        var version = BuildSetting().Match(Encoding.UTF8.GetString((byte*)text[0], checked((int)text[1])));
        return version.Success ? version.Groups[1].Value : null;
    }

    // The program's own list of packages names the native one where it was built with it.
    private static string? FromDependencies()
    {
        var lists = AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "";
        return lists.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(list => PackageVersion().Match(Text(list)))
            .FirstOrDefault(match => match.Success)?.Groups[1].Value;
    }

    private static string Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex("""^__version__\s*(?::[^=\n]*)?=\s*['"]([^'"\n]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex PythonVersion();

    [GeneratedRegex(@"\A\s*(\d+\.\d+[^\s]*)")]
    private static partial Regex PlainVersion();

    [GeneratedRegex(@"TORCH_VERSION=([^,\s]+)")]
    private static partial Regex BuildSetting();

    [GeneratedRegex(@"""libtorch-c(?:pu|uda)-[^/""]*/(\d[^""]*)""")]
    private static partial Regex PackageVersion();
}
