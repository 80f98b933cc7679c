using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Gradient checkpointing (arXiv:1604.06174): of each block of a backbone only the input is kept, and the backward pass computes the
/// block again. It is done by hooks on the blocks, so that plugins need not know of it: a block is what takes one tensor to one and has
/// layers in it; of a <c>Sequential</c> of blocks those, not the whole. A block with dropout is left alone: computed again, it would draw other
/// numbers, which libtorch gives no way to prevent on CUDA.
/// </summary>
internal sealed class GradientCheckpoints : IDisposable
{
    private readonly List<Action> _removals = [];
    private readonly List<CheckpointedSegment> _segments = [];
    private readonly RecomputationState _state = new();

    /// <summary>The number of blocks that are computed again.</summary>
    public int Count => _segments.Count;

    /// <summary>Puts hooks on the blocks of a network's backbone.</summary>
    /// <param name="network">The network; one of its children is a <see cref="Backbone"/>.</param>
    /// <exception cref="MultiBoxException">There are no blocks.</exception>
    public static GradientCheckpoints Install(nn.Module network)
    {
        var checkpoints = new GradientCheckpoints();
        foreach (var block in network.children().OfType<Backbone>().SelectMany(backbone => backbone.children()).SelectMany(Blocks).Where(block => !IsRandom(block)))
        {
            checkpoints.Add(block);
        }

        return checkpoints.Count > 0 ? checkpoints : throw new MultiBoxException(
            "train.gradient_checkpointing: this backbone has no blocks of layers, without dropout, that take one tensor to another. Leave it off, or use another backbone.");
    }

    /// <summary>The blocks that a module is or consists of.</summary>
    internal static IEnumerable<nn.Module<Tensor, Tensor>> Blocks(nn.Module module)
    {
        var children = module.children().ToList();
        if (children.Count == 0) return [];
        var inner = children.SelectMany(Blocks).ToList();
        if (module is not nn.Module<Tensor, Tensor> block) return inner;
        return module is Sequential or ModuleList<nn.Module> && inner.Count > 0 ? inner : [block];
    }

    /// <summary>After each backward pass: frees what it took, and raises the fault that came up in it.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">A block could not be computed again; there is too little memory, say.</exception>
    public void EndBackward() => _state.EndBackward();

    /// <summary>Undoes what a step left that an exception ended; nothing after one that was completed.</summary>
    public void Recover()
    {
        foreach (var segment in _segments) segment.Recover();
        _state.Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var remove in _removals) remove();
        _state.Free();
    }

    private static bool IsRandom(nn.Module block) => block.modules().Any(
        module => module is Dropout or Dropout1d or Dropout2d or Dropout3d or AlphaDropout or FeatureAlphaDropout or RReLU);

    private void Add(nn.Module<Tensor, Tensor> block)
    {
        var segment = new CheckpointedSegment(block, _state);
        _removals.Add(block.register_forward_pre_hook((_, input) => segment.Before(input)).remove);
        _removals.Add(block.register_forward_hook((_, input, output) => segment.After(input, output)).remove);
        _segments.Add(segment);
    }
}
