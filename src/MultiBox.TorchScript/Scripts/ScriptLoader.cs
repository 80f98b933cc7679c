using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Makes modules of their source.</summary>
internal static class ScriptLoader
{
    /// <summary>Loads a module from memory.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="device">Where its tensors shall be.</param>
    public static jit.ScriptModule<Tensor, (Tensor, Tensor)> Load(ScriptModuleSource source, Device device)
    {
        using var archive = new MemoryStream();
        TorchScriptArchive.Write(archive, source);
        var module = jit.load<Tensor, (Tensor, Tensor)>(archive.ToArray(), device);
        module.eval();
        return module;
    }
}
