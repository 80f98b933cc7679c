using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>A module of TorchScript.</summary>
/// <param name="Code">Its class, named <see cref="ClassName"/>.</param>
/// <param name="Constants">Its tensors, contiguous.</param>
internal sealed record ScriptModuleSource(string Code, IReadOnlyList<(string Name, Tensor Value)> Constants)
{
    /// <summary>The name of the class.</summary>
    public const string ClassName = "Detector";

    /// <summary>The method that orders the weights of prepacked modules. It takes nothing.</summary>
    public const string PrepareMethod = "prepare";
}
