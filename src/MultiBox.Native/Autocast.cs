using MultiBox.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>
/// A region in which libtorch runs convolutions and matrix products in a shorter floating-point type, whatever type their operands
/// have, and leaves to float32 what needs its precision. It holds for the calling thread, until it is disposed on the same thread.
/// TorchSharp does not bind libtorch's autocast; the library's own entry points are called by their names.
/// </summary>
public sealed unsafe class Autocast : IDisposable
{
    private static readonly Lazy<EntryPoints?> Found = new(EntryPoints.Find);

    private readonly EntryPoints _native;
    private readonly int _device;
    private readonly bool _wasEnabled;
    private readonly ScalarType _wasType;
    private readonly bool _nested;
    private bool _left;

    private Autocast(EntryPoints native, int device, ScalarType? type)
    {
        (_native, _device) = (native, device);
        _wasEnabled = native.IsEnabled(device) != 0;
        _wasType = (ScalarType)native.GetType(device);
        _nested = type is not null;
        native.SetType(device, (sbyte)(type ?? _wasType));
        native.SetEnabled(device, (byte)(_nested ? 1 : 0));
        if (_nested) native.Enter();
    }

    /// <summary>Begins a region.</summary>
    /// <param name="device">The device whose operations it concerns.</param>
    /// <param name="type">The shorter type: bfloat16, or float16.</param>
    /// <exception cref="MultiBoxException">The loaded libtorch has no such entry points.</exception>
    /// <exception cref="ArgumentException">The device or the type is another one.</exception>
    public static Autocast Begin(DeviceType device, ScalarType type)
    {
        if (device is not (DeviceType.CPU or DeviceType.CUDA)) throw new ArgumentException($"Autocast is for CPU and CUDA, not {device}.", nameof(device));
        if (type is not (ScalarType.BFloat16 or ScalarType.Float16)) throw new ArgumentException($"Autocast is to bfloat16 or float16, not {type}.", nameof(type));
        return new Autocast(
            Found.Value ?? throw new MultiBoxException(
                $"libtorch {NativeBackend.Version} has no autocast that this program can reach, so train.precision can only be fp32.\n" +
                $"Use libtorch {NativeBackend.ExpectedVersion}, or set train.precision to fp32."),
            (int)device,
            type);
    }

    // Operations keep the types that their operands have until it is disposed.
    internal static Autocast Suspend(DeviceType device) => new(Found.Value!, (int)device, null);

    /// <summary>The shorter type of the region that the calling thread is in.</summary>
    /// <param name="device">The device whose operations it concerns.</param>
    /// <returns>The type, or null outside any region.</returns>
    public static ScalarType? Current(DeviceType device) =>
        Found.Value is { } native && native.IsEnabled((int)device) != 0 ? (ScalarType)native.GetType((int)device) : null;

    /// <summary>Ends the region. Copies of weights in the shorter type, kept for its length, are dropped with the outermost one.</summary>
    public void Dispose()
    {
        if (_left) return;
        _left = true;
        if (_nested && _native.Leave() == 0) _native.ClearCache();
        _native.SetEnabled(_device, (byte)(_wasEnabled ? 1 : 0));
        _native.SetType(_device, (sbyte)_wasType);
    }

    // c10's DeviceType and ScalarType are one byte each, as is bool.
    private sealed record EntryPoints(
        nint IsEnabledAt, nint SetEnabledAt, nint GetTypeAt, nint SetTypeAt, nint EnterAt, nint LeaveAt, nint ClearCacheAt)
    {
        public byte IsEnabled(int device) => ((delegate* unmanaged<sbyte, byte>)IsEnabledAt)((sbyte)device);

        public void SetEnabled(int device, byte enabled) => ((delegate* unmanaged<sbyte, byte, void>)SetEnabledAt)((sbyte)device, enabled);

        public sbyte GetType(int device) => ((delegate* unmanaged<sbyte, sbyte>)GetTypeAt)((sbyte)device);

        public void SetType(int device, sbyte type) => ((delegate* unmanaged<sbyte, sbyte, void>)SetTypeAt)((sbyte)device, type);

        public int Enter() => ((delegate* unmanaged<int>)EnterAt)();

        public int Leave() => ((delegate* unmanaged<int>)LeaveAt)();

        public void ClearCache() => ((delegate* unmanaged<void>)ClearCacheAt)();

        // Null where one of them is missing.
        public static EntryPoints? Find()
        {
            NativeBackend.Load();
            nint?[] found =
            [
                Get("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z"),
                Get("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z"),
                Get("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE", "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z"),
                Get("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z"),
                Get("_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ"),
                Get("_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ"),
                Get("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ"),
            ];
            nint[] all = [.. found.OfType<nint>()];
            return all.Length == found.Length ? new EntryPoints(all[0], all[1], all[2], all[3], all[4], all[5], all[6]) : null;
        }

        private static nint? Get(string itanium, string microsoft) => NativeBackend.Export(OperatingSystem.IsWindows() ? microsoft : itanium);
    }
}
