using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Makes modules of their source.</summary>
internal static class ScriptLoader
{
    private const int RecordBytes = 512; // What a record has beside its content, and more.

    /// <summary>Loads a module from memory.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="device">Where its tensors shall be.</param>
    public static jit.ScriptModule<Tensor, (Tensor, Tensor)> Load(ScriptModuleSource source, Device device)
    {
        // Room for all of it at once: weights are not copied while the memory grows.
        var bytes = source.Constants.Sum(constant => constant.Value.NumberOfElements * constant.Value.ElementSize + RecordBytes) + source.Code.Length + RecordBytes;
        using var archive = new MemoryStream(checked((int)bytes));
        TorchScriptArchive.Write(archive, source);
        var module = jit.load<Tensor, (Tensor, Tensor)>(archive.ToArray(), device);
        module.eval();
        return module;
    }
}
