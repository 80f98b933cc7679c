using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>
/// Lets a network's convolutions compute what a processor with instructions for a shorter floating-point type would, on one without them:
/// products of shortened numbers, summed in float32 and shortened again, in the forward pass and the backward pass. They take the
/// instructions of float32, which are many times as fast as libtorch's own loops over bfloat16 or float16. It concerns forward passes
/// in a region of <see cref="Autocast"/> on the CPU, all others stay as they are. Several threads may run the network at once.
/// </summary>
public sealed class EmulatedConvolutions : IDisposable
{
    private readonly List<Action> _removals = [];
    private readonly List<Layer> _layers = [];

    private EmulatedConvolutions()
    {
    }

    /// <summary>
    /// Puts hooks on the layers <c>Conv2d</c> of a network, until this is disposed. Those whose padding is not a number of zeros stay
    /// libtorch's, as do other layers and convolutions that no layer makes.
    /// </summary>
    /// <param name="network">The network.</param>
    public static EmulatedConvolutions Install(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var emulated = new EmulatedConvolutions();
        foreach (var convolution in network.modules().OfType<Conv2d>().Where(layer => layer is { padding_mode: PaddingModes.Zeros, padding_type: null }))
        {
            var layer = new Layer(convolution);
            emulated._removals.Add(convolution.register_forward_pre_hook((_, input) => layer.Before(input)).remove);
            emulated._removals.Add(convolution.register_forward_hook((_, _, output) => layer.After(output)).remove);
            emulated._layers.Add(layer);
        }

        return emulated;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var remove in _removals) remove();
        foreach (var layer in _layers) layer.Dispose();
    }

    // A hook cannot keep a module from its forward pass: that gets a batch of no images, and what it gives is replaced.
    private sealed class Layer(Conv2d convolution) : IDisposable
    {
        private readonly ThreadLocal<Tensor?> _input = new();

        public Tensor Before(Tensor input)
        {
            _input.Value = null;

            // An empty batch may be that of other such hooks on the layer.
            if (input.dim() != 4 || input.shape[0] == 0 || input.device_type != DeviceType.CPU || input.dtype == ScalarType.Float64) return input;
            if (Autocast.Current(DeviceType.CPU) is null) return input;
            _input.Value = input;
            return zeros([0, .. input.shape.Skip(1)]);
        }

        public Tensor After(Tensor output)
        {
            if (_input.Value is not { } input || Autocast.Current(DeviceType.CPU) is not { } type) return output;
            _input.Value = null;
            using var scope = NewDisposeScope();
            using var exact = Autocast.Suspend(DeviceType.CPU);
            var result = nn.functional.conv2d(
                Shortened(input, type), Shortened(convolution.weight, type), convolution.bias is { } bias ? Shortened(bias, type) : null,
                convolution.stride, convolution.padding, convolution.dilation, convolution.groups);
            return result.to(type).MoveToOuterDisposeScope();
        }

        public void Dispose() => _input.Dispose();

        // Autograd shortens the gradient on its way back through both casts.
        private static Tensor Shortened(Tensor tensor, ScalarType type) => tensor.to(type).to(ScalarType.Float32);
    }
}
