using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>
/// Lets a network's convolutions compute what a processor with instructions for a shorter floating-point type would, on one without them:
/// products of shortened numbers, summed in float32 and shortened again, in the forward pass and the backward pass. They take the
/// instructions of float32, which are many times as fast as libtorch's own loops over bfloat16 or float16. It concerns forward passes
/// in a region of <see cref="Autocast"/> on the CPU, all others stay as they are. Only one thread at a time may run the network.
/// </summary>
public sealed class EmulatedConvolutions : IDisposable
{
    private readonly List<Action> _removals = [];

    private EmulatedConvolutions()
    {
    }

    /// <summary>Puts hooks on the convolutions of a network, until this is disposed. Padding other than with zeros is left to libtorch.</summary>
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
        }

        return emulated;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var remove in _removals) remove();
    }

    // A hook cannot keep a module from its forward pass: that gets a batch of no images, and what it gives is replaced.
    private sealed class Layer(Conv2d convolution)
    {
        private Tensor? _input;
        private Autocast? _suspended;
        private ScalarType _type;

        public Tensor Before(Tensor input)
        {
            _input = null;
            if (input.device_type != DeviceType.CPU || input.dtype == ScalarType.Float64 || Autocast.Current(DeviceType.CPU) is not { } type) return input;
            (_input, _type) = (input, type);
            _suspended = Autocast.Suspend(DeviceType.CPU);
            return zeros([0, .. input.shape.Skip(1)]);
        }

        public Tensor After(Tensor output)
        {
            if (_input is not { } input) return output;
            using var scope = NewDisposeScope();
            var result = nn.functional.conv2d(
                    Shortened(input), Shortened(convolution.weight), convolution.bias is { } bias ? Shortened(bias) : null,
                    convolution.stride, convolution.padding, convolution.dilation, convolution.groups)
                .to(_type);
            _suspended!.Dispose();
            (_input, _suspended) = (null, null);
            return result.MoveToOuterDisposeScope();
        }

        // Autograd shortens the gradient on its way back through both casts.
        private Tensor Shortened(Tensor tensor) => tensor.to(_type).to(ScalarType.Float32);
    }
}
