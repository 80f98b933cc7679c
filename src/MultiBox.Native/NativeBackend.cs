using System.Reflection;
using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using MultiBox.Native.Elf;
using TorchSharp;

namespace MultiBox.Native;

/// <summary>
/// Loads libtorch, the native library behind TorchSharp: the one that the program was built with, or another one that the
/// environment variable <see cref="EnvironmentVariable"/> names, such as an installed PyTorch's with CUDA.
/// </summary>
public static class NativeBackend
{
    /// <summary>
    /// The environment variable that names libtorch's folder: the one with the libraries, libtorch's or PyTorch's own folder
    /// above it, or the <c>site-packages</c> folder. Empty means not set.
    /// </summary>
    public const string EnvironmentVariable = "MULTIBOX_LIBTORCH";

    private const string LibTorchSharp = "LibTorchSharp";

    // In the order of their dependencies. Those for CUDA are there only in a build with CUDA.
    private static readonly string[] LoadOrder = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    private static readonly Lock Gate = new();
    private static bool _loaded;
    private static BackendFault? _fault;
    private static bool _packaged;
    private static nint _torchCpu;

    /// <summary>The libtorch version that this TorchSharp is built for, such as <c>2.10.0</c>; <c>unknown</c> when it does not tell.</summary>
    public static string ExpectedVersion { get; } = BuiltFor();

    /// <summary>The full path of the folder that libtorch was loaded from; null before <see cref="Load"/>, or where the platform cannot tell.</summary>
    public static string? LoadedFrom { get; private set; }

    /// <summary>The loaded libtorch's version, such as <c>2.10.0+cu128</c>; <c>unknown</c> before <see cref="Load"/>, or when nothing tells it.</summary>
    public static string Version => _loaded ? LibTorchVersion.Read(_torchCpu, LoadedFrom, _packaged) : LibTorchVersion.Unknown;

    /// <summary>
    /// What is doubtful about the loaded libtorch, or null: it lacks a symbol that TorchSharp uses. Calling it ends the process.
    /// </summary>
    public static string? Warning { get; private set; }

    /// <summary>
    /// Tunes the allocator (<see cref="AllocatorTuning"/>) and loads libtorch. Call it first thing in a program, before anything of TorchSharp;
    /// further calls do nothing.
    /// </summary>
    /// <exception cref="MultiBoxException">The folder named is missing or holds no libtorch, or a library cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">TorchSharp has already loaded another libtorch.</exception>
    public static void Load()
    {
        if (TryLoad() is { } fault) throw new MultiBoxException(fault.Message);
    }

    /// <summary>Does <see cref="Load"/>'s work.</summary>
    /// <returns>Why it failed, or null when libtorch is loaded.</returns>
    internal static BackendFault? TryLoad()
    {
        lock (Gate)
        {
            // A failed attempt may have loaded some of the libraries: another one could only say something less true.
            if (_loaded || _fault is not null) return _fault;
            AllocatorTuning.Apply();
            ThreadWaiting.Apply();
            var named = Environment.GetEnvironmentVariable(EnvironmentVariable);
            _fault = string.IsNullOrWhiteSpace(named) ? LoadOwn() : LoadNamed(named.Trim());
            _loaded = _fault is null;
            return _fault;
        }
    }

    /// <summary>The address of a function of libtorch that TorchSharp does not bind.</summary>
    /// <param name="symbol">Its name in the library, as the compiler writes it.</param>
    /// <returns>The address, or null when the loaded libtorch has no such function or the platform cannot tell.</returns>
    internal static nint? Export(string symbol)
    {
        Load();
        return _torchCpu != 0 && NativeLibrary.TryGetExport(_torchCpu, symbol, out var address) ? address : null;
    }

    // Asking torch.__version__ would load libtorch, for the class does so before its first use; its constant can be read without.
    private static string BuiltFor()
    {
        var constant = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static);
        var parts = (constant?.GetRawConstantValue() as string)?.Split('.');
        return parts is null ? LibTorchVersion.Unknown : string.Join('.', parts.Take(3));
    }

    private static BackendFault? LoadOwn()
    {
        if (NativeLibraries.FindLibTorchSharp() is not { } bridge) return NoBridge();
        // Unlike TorchSharp's own search, this neither copies half a gigabyte from the package folder nor prints to the console.
        if (NativeLibraries.Load(bridge, out var error) == 0) return BridgeFault(bridge, error, EnvironmentVariable + " is not set");
        LoadedFrom = NativeLibraries.LoadedLibTorch();
        _packaged = true;
        if (LoadedFrom is not null) NativeLibrary.TryLoad(Path.Combine(LoadedFrom, LibTorchFolder.FileName("torch_cpu")), out _torchCpu);
        return null;
    }

    private static BackendFault? LoadNamed(string named)
    {
        if (LibTorchFolder.Resolve(named, out var fault) is not { } folder) return fault;
        if (NativeLibraries.FindLibTorchSharp() is not { } bridge) return NoBridge();
        if (NativeLibraries.LoadedLibTorch() is { } other)
        {
            throw new InvalidOperationException(
                $"libtorch is loaded already, from {other}: {nameof(NativeBackend)}.{nameof(Load)} must come before the first use of TorchSharp.");
        }

        // TorchSharp's first call loads torch_cpu by its full path in the program's folder, past any resolver; a second libtorch
        // in a process ends it. Without one of its own, the program's TorchSharp finds the one that is loaded here.
        if (NativeLibraries.FindOwnLibTorch() is { } own && !SameFile.Are(own, Path.Combine(folder, Path.GetFileName(own)))) return OwnFault(named, own);

        foreach (var library in LoadOrder)
        {
            var path = Path.Combine(folder, LibTorchFolder.FileName(library));
            if (!File.Exists(path)) continue;
            var handle = NativeLibraries.Load(path, out var error);
            if (handle == 0) return LibraryFault(path, error, folder);
            if (library == "torch_cpu") _torchCpu = handle;
        }

        // TorchSharp's bridge asks for libtorch by names that are loaded by now, and so takes these.
        Warning = MissingSymbol(bridge, folder);
        if (NativeLibraries.Load(bridge, out var bridgeError) == 0) return BridgeFault(bridge, bridgeError, $"libtorch {LibTorchVersion.Read(_torchCpu, folder, packaged: false)}, taken from {folder}");
        LoadedFrom = folder;
        return null;
    }

    private static string? MissingSymbol(string bridge, string folder) => NativeLibraries.MissingSymbol(bridge) is { } missing
        && missing.Contains("undefined symbol", StringComparison.Ordinal)
        ? $"libtorch {LibTorchVersion.Read(_torchCpu, folder, packaged: false)} from {folder} lacks a symbol that TorchSharp uses: {missing}. " +
            $"TorchSharp is built for {ExpectedVersion}; calling what is missing ends the process."
        : null;

    private static BackendFault OwnFault(string named, string own) => new(
        $"{EnvironmentVariable}='{named}': this program has a libtorch of its own, {own}; a process can hold one only.",
        $"build with -p:Accelerator=none, which leaves libtorch out, or unset {EnvironmentVariable}.");

    private static BackendFault NoBridge() => new(
        $"TorchSharp's native library {LibTorchFolder.FileName(LibTorchSharp)} is not in the program's folder {AppContext.BaseDirectory}.",
        "build the program again with RunsTorch=true for this platform (Linux x64, Windows x64 or macOS arm64).");

    private static BackendFault LibraryFault(string path, string error, string folder) => new(
        $"{path} cannot be loaded: {error}\n  Found: libtorch {LibTorchVersion.FromFiles(folder) ?? LibTorchVersion.Unknown}, " +
        $"expected {ExpectedVersion}.",
        $"set {EnvironmentVariable} to a libtorch or PyTorch {ExpectedVersion} for this platform: that version is the exact match, others may not " +
        "load. A library that is named as missing must be on the loader's path.");

    private static BackendFault BridgeFault(string bridge, string error, string circumstance)
    {
        var reason = $"{bridge} cannot be loaded: {error}\n  Found: {circumstance}; TorchSharp is built for libtorch {ExpectedVersion}.";
        if (error.Contains(VersionFix.Version, StringComparison.Ordinal))
        {
            return new BackendFault(reason, "this system's C++ library is older than the one that TorchSharp's library asks for: build the program on " +
                "this system, or with -p:NativeFixAlways=true, which marks the version as not needed.");
        }

        return new BackendFault(reason, $"build with -p:Accelerator=cpu (or cuda), which brings libtorch along, or set {EnvironmentVariable} to the " +
            $"folder of a libtorch or PyTorch {ExpectedVersion}: that version is the exact match.");
    }
}
