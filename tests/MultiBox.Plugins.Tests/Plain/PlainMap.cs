namespace MultiBox.Plugins.Tests.Plain;

/// <summary>
/// A feature map of one image, <c>[C, H, W]</c>, with a network's layers as plain loops over 64-bit numbers: what the networks are
/// compared with, written from the definitions of the layers and without any library.
/// </summary>
internal sealed class PlainMap(int channels, int height, int width)
{
    public int Channels { get; } = channels;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public double[] Values { get; } = new double[channels * height * width];

    public double this[int c, int y, int x]
    {
        get => Values[(((c * Height) + y) * Width) + x];
        set => Values[(((c * Height) + y) * Width) + x] = value;
    }

    /// <summary>A map of the same shape with each number replaced.</summary>
    public PlainMap Each(Func<double, double> function)
    {
        var result = new PlainMap(Channels, Height, Width);
        for (var i = 0; i < Values.Length; i++) result.Values[i] = function(Values[i]);
        return result;
    }

    /// <summary>A map of the same shape with each number of a channel replaced.</summary>
    public PlainMap EachOfChannel(Func<int, double, double> function)
    {
        var result = new PlainMap(Channels, Height, Width);
        var cells = Height * Width;
        for (var i = 0; i < Values.Length; i++) result.Values[i] = function(i / cells, Values[i]);
        return result;
    }

    public PlainMap Relu() => Each(x => Math.Max(0, x));

    public PlainMap Relu6() => Each(x => Math.Min(6, Math.Max(0, x)));

    public PlainMap HardSwish() => Each(x => x * HardSigmoid(x));

    public static double HardSigmoid(double x) => Math.Min(6, Math.Max(0, x + 3)) / 6;

    public PlainMap Add(PlainMap other)
    {
        var result = new PlainMap(Channels, Height, Width);
        for (var i = 0; i < Values.Length; i++) result.Values[i] = Values[i] + other.Values[i];
        return result;
    }

    /// <summary>Maps of one size, their channels in one.</summary>
    public static PlainMap Concatenate(params PlainMap[] maps)
    {
        var result = new PlainMap(maps.Sum(map => map.Channels), maps[0].Height, maps[0].Width);
        var start = 0;
        foreach (var map in maps)
        {
            map.Values.CopyTo(result.Values, start);
            start += map.Values.Length;
        }

        return result;
    }

    /// <summary>A convolution; padding is zeros.</summary>
    /// <param name="weight"><c>[O, C / groups, kh, kw]</c>.</param>
    /// <param name="bias"><c>[O]</c>, or null.</param>
    /// <param name="stride">Of rows and columns.</param>
    /// <param name="padding">Of rows and columns.</param>
    /// <param name="dilation">Of rows and columns.</param>
    public PlainMap Convolve(PlainTensor weight, PlainTensor? bias, int stride = 1, (int Rows, int Columns) padding = default, int dilation = 1)
    {
        var (outputs, inputs, kernelHeight, kernelWidth) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)weight.Shape[2], (int)weight.Shape[3]);
        var outputsPerGroup = outputs / (Channels / inputs);
        var result = new PlainMap(outputs, Size(Height, kernelHeight, padding.Rows), Size(Width, kernelWidth, padding.Columns));
        Parallel.For(0, outputs, o =>
        {
            var to = result.Values.AsSpan(o * result.Height * result.Width, result.Height * result.Width);
            if (bias is not null) to.Fill(bias.Values[o]);
            var kernel = kernelHeight * kernelWidth;
            for (var i = 0; i < inputs; i++)
            {
                var from = Values.AsSpan(((o / outputsPerGroup * inputs) + i) * Height * Width, Height * Width);
                AddPlane(to, result.Width, from, Width, weight.Values.AsSpan(((o * inputs) + i) * kernel, kernel), kernelWidth, stride, padding, dilation);
            }
        });
        return result;

        int Size(int side, int kernel, int pad) => ((side + (2 * pad) - ((kernel - 1) * dilation) - 1) / stride) + 1;
    }

    /// <summary>Batch norm by its running statistics.</summary>
    public PlainMap Normalize(PlainTensor weight, PlainTensor bias, PlainTensor mean, PlainTensor variance, double eps) =>
        EachOfChannel((c, x) => ((x - mean.Values[c]) / Math.Sqrt(variance.Values[c] + eps) * weight.Values[c]) + bias.Values[c]);

    /// <summary>The largest of each window; cells outside the map do not count.</summary>
    /// <param name="kernel">The window's side.</param>
    /// <param name="stride">Of rows and columns.</param>
    /// <param name="padding">Of rows and columns.</param>
    /// <param name="roundsUp">Whether a window that is not whole at the far border counts.</param>
    public PlainMap MaxPool(int kernel, int stride, int padding = 0, bool roundsUp = false) =>
        Pool(kernel, stride, padding, roundsUp, values => values.Max());

    /// <summary>The mean of each window; the padding counts as zeros.</summary>
    public PlainMap AveragePool(int kernel, int stride, int padding = 0) =>
        Pool(kernel, stride, padding, roundsUp: false, values => values.Sum() / (kernel * kernel));

    /// <summary>The mean of each channel.</summary>
    public double[] Means() => [.. Enumerable.Range(0, Channels).Select(c => Values.AsSpan(c * Height * Width, Height * Width).ToArray().Average())];

    // One input channel's part in one output channel.
    private static void AddPlane(
        Span<double> to, int toWidth, ReadOnlySpan<double> from, int fromWidth, ReadOnlySpan<float> kernel, int kernelWidth, int stride, (int Rows, int Columns) padding, int dilation)
    {
        for (var y = 0; y < to.Length / toWidth; y++)
        {
            for (var x = 0; x < toWidth; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < kernel.Length; k++)
                {
                    var fromY = (y * stride) - padding.Rows + (k / kernelWidth * dilation);
                    var fromX = (x * stride) - padding.Columns + (k % kernelWidth * dilation);
                    if (fromX >= 0 && fromX < fromWidth && fromY >= 0 && fromY < from.Length / fromWidth) sum += kernel[k] * from[(fromY * fromWidth) + fromX];
                }

                to[(y * toWidth) + x] += sum;
            }
        }
    }

    private PlainMap Pool(int kernel, int stride, int padding, bool roundsUp, Func<List<double>, double> combine)
    {
        var result = new PlainMap(Channels, Size(Height), Size(Width));
        for (var c = 0; c < Channels; c++)
        {
            for (var y = 0; y < result.Height; y++)
            {
                for (var x = 0; x < result.Width; x++)
                {
                    var values = new List<double>();
                    for (var ky = 0; ky < kernel; ky++)
                    {
                        for (var kx = 0; kx < kernel; kx++)
                        {
                            var (fromY, fromX) = ((y * stride) - padding + ky, (x * stride) - padding + kx);
                            if (fromY >= 0 && fromY < Height && fromX >= 0 && fromX < Width) values.Add(this[c, fromY, fromX]);
                        }
                    }

                    result[c, y, x] = combine(values);
                }
            }
        }

        return result;

        int Size(int side)
        {
            var whole = side + (2 * padding) - kernel;
            return ((roundsUp ? whole + stride - 1 : whole) / stride) + 1;
        }
    }
}
