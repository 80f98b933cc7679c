using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Plain;

/// <summary>
/// The weights of a network by name, drawn from a formula, and the layers that networks share. Each name has to be used once: a
/// layer that was forgotten shows.
/// </summary>
internal sealed class PlainNetwork
{
    private readonly Dictionary<string, PlainTensor> _tensors = [];
    private readonly HashSet<string> _unused = [];

    /// <summary>Fills a network's tensors by the formula and remembers them.</summary>
    public PlainNetwork(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (position, (name, own)) in network.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).Index())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            var shape = own.shape; // Asked of libtorch each time.
            float[] values = [.. Enumerable.Range(0, (int)own.numel()).Select(i => (float)Value(name, shape, position, i))];
            own.copy_(tensor(values, shape));
            _tensors[name] = new PlainTensor(shape, values);
            _unused.Add(name);
        }
    }

    /// <summary>The names that no layer has used.</summary>
    public IEnumerable<string> Unused => _unused.Order(StringComparer.Ordinal);

    /// <summary>An image from a formula, values of about 1.</summary>
    public static PlainMap Image(int side)
    {
        var image = new PlainMap(3, side, side);
        for (var i = 0; i < image.Values.Length; i++) image.Values[i] = (float)(Math.Sin(0.013 * i) + Math.Cos(0.0071 * i * (1 + (i % 3))));
        return image;
    }

    public PlainTensor this[string name]
    {
        get
        {
            Assert.True(_unused.Remove(name), $"'{name}' is not there, or was used before");
            return _tensors[name];
        }
    }

    public PlainMap Convolution(PlainMap map, string name, int stride = 1, int padding = 0, int dilation = 1, bool bias = false) =>
        map.Convolve(this[$"{name}.weight"], bias ? this[$"{name}.bias"] : null, stride, (padding, padding), dilation);

    /// <summary>A convolution without bias whose padding follows from its kernel.</summary>
    public PlainMap PaddedConvolution(PlainMap map, string name, int stride = 1)
    {
        var weight = this[$"{name}.weight"];
        return map.Convolve(weight, null, stride, ((int)weight.Shape[2] / 2, (int)weight.Shape[3] / 2));
    }

    public PlainMap BatchNorm(PlainMap map, string name, double eps) =>
        map.Normalize(this[$"{name}.weight"], this[$"{name}.bias"], this[$"{name}.running_mean"], this[$"{name}.running_var"], eps);

    // Neither vanishing nor growing: convolutions keep the variance through a ReLU.
    private static double Value(string name, long[] shape, int position, int i)
    {
        var phase = (1.37 * (i + 1)) + position;
        if (name.EndsWith("running_var", StringComparison.Ordinal)) return 1 + (0.3 * Math.Pow(Math.Sin(phase), 2));
        if (shape.Length == 4) return Math.Sin(phase * (1 + (0.01 * (i % 7)))) * Math.Sqrt(2) * Math.Sqrt(2.0 / (shape[1] * shape[2] * shape[3]));
        if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal)) return 0.1 * Math.Cos(phase);
        return 1 + (0.2 * Math.Cos(phase));
    }
}
