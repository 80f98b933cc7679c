using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Frees modules of TorchScript.</summary>
public static class ScriptModuleRelease
{
    // TorchSharp's own disposal lists the module's parts, makes itself a second reference to the whole for that, and leaves it: the
    // weights would stay in memory for good. What has no handle any more it does not list.
    private static readonly FieldInfo? _handle = typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Disposes a module and gives the memory of its weights back, which <c>Dispose</c> of TorchSharp 0.107 does not.</summary>
    /// <param name="module">The module.</param>
    public static void Release(this jit.ScriptModule module)
    {
        ArgumentNullException.ThrowIfNull(module);

        // Where there is no such field, TorchSharp makes a tensor for each buffer, and leaves it to the current scope.
        using var scope = NewDisposeScope();
        (_handle?.GetValue(module) as SafeHandle)?.Dispose();
        module.Dispose();
    }
}
