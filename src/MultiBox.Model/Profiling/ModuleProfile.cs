namespace MultiBox.Model.Profiling;

/// <summary>One run of one module of a network, for one image. A module that runs twice has two profiles, its parameters in the first.</summary>
public sealed record ModuleProfile
{
    /// <summary>The path in the network, as in the keys of its state, e.g. <c>backbone.layer1.0.conv1</c>; empty for the network itself.</summary>
    public required string Name { get; init; }

    /// <summary>The module's type, with the geometry of a convolution; see <see cref="LayerKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it is a layer: it has no modules in it, or parameters of its own. Layers make up the network without overlap.</summary>
    public required bool IsLayer { get; init; }

    /// <summary>The shape of its first input, <c>[1, C, H, W]</c>; null where that is no tensor, or where the module was not seen to run.</summary>
    public IReadOnlyList<long>? InputShape { get; init; }

    /// <summary>The shapes of its outputs; empty where it was not seen to run.</summary>
    public IReadOnlyList<IReadOnlyList<long>> OutputShapes { get; init; } = [];

    /// <summary>Values of its own parameters, without those of the modules in it.</summary>
    public long Parameters { get; init; }

    /// <summary>The part of <see cref="Parameters"/> that training changes.</summary>
    public long TrainableParameters { get; init; }

    /// <summary>Values of its own buffers, such as running means.</summary>
    public long Buffers { get; init; }

    /// <summary>The bytes of its own parameters and buffers.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Multiplications with an addition each; see <see cref="Profiling.MultiplyAdds"/>.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>
    /// The bytes of its inputs and outputs that training keeps for the backward pass, without those that a layer before it has in its own
    /// count already.
    /// </summary>
    public long ActivationBytes { get; init; }

    /// <summary>The shape of its first output; null where there is none.</summary>
    public IReadOnlyList<long>? OutputShape => OutputShapes.Count > 0 ? OutputShapes[0] : null;
}
