using MultiBox.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// A block whose inner tensors are not kept. Its forward pass records no graph; its output is joined to the graph by a function whose
/// backward pass runs the block again, with a graph, and goes back through that.
/// </summary>
/// <param name="block">The block.</param>
/// <param name="state">Receives what the backward pass leaves.</param>
internal sealed class CheckpointedSegment(nn.Module<Tensor, Tensor> block, RecomputationState state)
{
    private readonly List<Tensor> _statistics =
    [
        .. block.modules().Where(module => module is BatchNorm1d or BatchNorm2d or BatchNorm3d).SelectMany(module => module.buffers()),
    ];

    private bool _recomputing;
    private bool _restoreGradients;

    /// <summary>Before the block's forward pass.</summary>
    public Tensor Before(Tensor input)
    {
        _restoreGradients = !_recomputing && is_grad_enabled() && block.training && (input.requires_grad || block.parameters().Any(p => p.requires_grad));
        if (_restoreGradients) set_grad_enabled(false);
        return input;
    }

    /// <summary>After it.</summary>
    public Tensor After(Tensor input, Tensor output)
    {
        if (!_restoreGradients) return output;
        _restoreGradients = false;
        set_grad_enabled(true);

        // The scope frees the second output that TorchSharp makes to know the shape of a gradient that is missing.
        using var scope = NewDisposeScope();

        // What asks for the gradient: without an operand that needs one, the function would be left out of the graph.
        var asks = zeros([1], device: output.device, requires_grad: true);
        return Recomputation.apply(input, asks, new Recorded(this, output, Autocast.Current(output.device_type))).MoveToOuterDisposeScope();
    }

    /// <summary>Undoes what a forward pass of the block left that did not come to its end.</summary>
    public void Recover()
    {
        if (!_restoreGradients) return;
        _restoreGradients = false;
        set_grad_enabled(true);
    }

    // Nothing may be thrown into libtorch, which calls this. It takes null for a gradient of 0.
    private Tensor? TryBackward(autograd.AutogradContext context, Tensor gradient)
    {
        try
        {
            using var scope = NewDisposeScope();
            var input = context.get_saved_variables()[0];

            // TorchSharp would keep it until the whole graph goes.
            context.Dispose();
            return state.HandOver(Backward(input, gradient, (ScalarType?)context.get_data("autocast")));
        }
#pragma warning disable CA1031 // Whatever it is, it is raised at the end of the backward pass.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            state.Fail(fault);
            return null;
        }
    }

    private Tensor Backward(Tensor input, Tensor gradient, ScalarType? autocast)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var again = input.detach().requires_grad_(input.requires_grad);
        Tensor[] kept = [.. _statistics.Select(statistic => statistic.detach().clone())];
        _recomputing = true;
        try
        {
            Tensor output;
            using (autocast is { } type ? Autocast.Begin(input.device_type, type) : null) output = block.call(again);
            output.backward([gradient]);
        }
        finally
        {
            _recomputing = false;
        }

        // The running statistics have seen this batch already.
        using (no_grad())
        {
            foreach (var (statistic, value) in _statistics.Zip(kept)) statistic.copy_(value);
        }

        return (again.grad ?? zeros_like(again)).DetachFromDisposeScope();
    }

    private sealed record Recorded(CheckpointedSegment Segment, Tensor Output, ScalarType? Autocast);

    private sealed class Recomputation : autograd.SingleTensorFunction<Recomputation>
    {
        public override string Name => nameof(Recomputation);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var recorded = (Recorded)vars[2];
            ctx.set_materialize_grads(false);
            ctx.save_for_backward([(Tensor)vars[0]]);
            ctx.save_data("segment", recorded.Segment);
            ctx.save_data("autocast", recorded.Autocast!);
            return recorded.Output.alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            // The block behind this one could not be computed again.
            if (grad_output.IsInvalid) return [null!, null!, null!];
            using var gradient = grad_output;
            return [((CheckpointedSegment)ctx.get_data("segment")).TryBackward(ctx, gradient)!, null!, null!];
        }
    }
}
