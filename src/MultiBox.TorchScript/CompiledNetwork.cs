using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// A detection network made ready for one machine: batch norm folded into the convolutions, the steps between them fused, weights in
/// the order and the numbers that suit the device. It keeps nothing of the network that it was compiled from. Several threads may use
/// it at once.
/// </summary>
public sealed class CompiledNetwork : IDisposable
{
    private readonly jit.ScriptModule<Tensor, (Tensor, Tensor)> _module;
    private readonly Device _device;

    private CompiledNetwork(jit.ScriptModule<Tensor, (Tensor, Tensor)> module, CompileOptions options, bool prepacked) =>
        (_module, _device, Precision, IsPrepacked, IsEmulated) = (module, options.Device, options.Precision, prepacked, Emulates(options));

    /// <summary>The type of its weights and maps.</summary>
    public ScalarType Precision { get; }

    /// <summary>Whether its convolutions are oneDNN's fused ones with prepacked weights.</summary>
    public bool IsPrepacked { get; }

    /// <summary>Whether its convolutions compute in float32 what instructions for its precision would.</summary>
    public bool IsEmulated { get; }

    /// <summary>Compiles a network, as it is in evaluation mode.</summary>
    /// <param name="network">Takes images and returns offsets and logits; it is not changed.</param>
    /// <param name="options">For what.</param>
    /// <returns>The compiled network; the caller disposes it.</returns>
    /// <exception cref="MultiBoxException">A part of the network does not describe itself, or it has other outputs.</exception>
    public static CompiledNetwork Compile(nn.Module network, CompileOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InputSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1, nameof(options));
        var precision = options.Precision;
        if (precision is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
        {
            throw new ArgumentException($"Networks compute in float32, bfloat16 or float16, not in {precision}.", nameof(options));
        }

        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var prepacked = options.Device.type == DeviceType.CPU && !Emulates(options) && Prepacking.Works(precision);
        var graph = NetworkPasses.Apply(NetworkPasses.Normalize(RecordingGraph.Record(network), options.Pixels));
        return (prepacked ? Prepacked(graph, options) : null) ?? Load(graph, options, prepacked: false);
    }

    /// <summary>Whether all parts of a network describe themselves and it gives offsets and logits, so that it can be compiled.</summary>
    /// <param name="network">The network.</param>
    public static bool CanCompile(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        try
        {
            RecordingGraph.Record(network);
            return true;
        }
        catch (MultiBoxException)
        {
            return false;
        }
    }

    /// <summary>Predicts.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, float32, any N, on any device; not changed.</param>
    /// <returns>Offsets <c>[N, A, 4]</c> and logits <c>[N, A, C]</c>, float32, on the network's device; the caller disposes them.</returns>
    public (Tensor Offsets, Tensor Logits) Run(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var (offsets, logits) = _module.call(images.to(_device));
        return (offsets.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Release();

    private static CompiledNetwork Load(StepGraph graph, CompileOptions options, bool prepacked)
    {
        var source = ScriptWriter.Write(
            graph,
            new ScriptOptions(options.Precision, ChannelsLast: true, prepacked ? (options.InputSize, options.Batch) : null, Emulates(options)));
        return new CompiledNetwork(ScriptLoader.Load(source, options.Device), options, prepacked);
    }

    private static bool Emulates(CompileOptions options) => options is { Emulated: true, Precision: not ScalarType.Float32 };

    // Null where this libtorch refuses one of the network's convolutions.
    private static CompiledNetwork? Prepacked(StepGraph graph, CompileOptions options)
    {
        var compiled = Load(options.Precision == ScalarType.Float32 ? UseWinograd.Apply(graph, options.InputSize, options.Batch) : graph, options, prepacked: true);
        try
        {
            compiled._module.invoke(ScriptModuleSource.PrepareMethod);
            compiled._module.call(zeros(1, 3, options.InputSize, options.InputSize));
            return compiled;
        }
        catch (ExternalException)
        {
            compiled.Dispose();
            return null;
        }
    }
}
