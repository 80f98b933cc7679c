namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// The arrays of an mxnet-ssd detector, listed as its symbol names them. Networks: symbol/resnet.py, vgg16_reduced.py, mobilenet.py,
/// inceptionv3.py, densenet.py and the two legacy files; extra layers and predictors: symbol/common.py and symbol_factory.py.
/// </summary>
internal sealed class MxnetArrays
{
    private const int Classes = 21;
    private const int Growth = 32;

    /// <summary>The arrays so far.</summary>
    public ForeignWeights Weights { get; } = new();

    /// <summary>The pre-activation ResNet up to its fourth stage.</summary>
    public MxnetArrays ResNet(params int[] units)
    {
        BatchNorm("bn_data", 3).Convolution("conv0", 64, 3, 7).BatchNorm("bn0", 64);
        var channels = 64;
        foreach (var (stage, count) in units.Index())
        {
            var filters = 256 << stage;
            for (var unit = 1; unit <= count; unit++)
            {
                var name = $"stage{stage + 1}_unit{unit}";
                BatchNorm($"{name}_bn1", channels).Convolution($"{name}_conv1", filters / 4, channels, 1);
                BatchNorm($"{name}_bn2", filters / 4).Convolution($"{name}_conv2", filters / 4, filters / 4, 3);
                BatchNorm($"{name}_bn3", filters / 4).Convolution($"{name}_conv3", filters, filters / 4, 1);
                if (unit == 1) Convolution($"{name}_sc", filters, channels, 1);
                channels = filters;
            }
        }

        return this;
    }

    /// <summary>VGG-16 up to conv5_3, then its two reduced layers under the given names.</summary>
    public MxnetArrays Vgg(string sixth, string seventh)
    {
        var channels = 3;
        foreach (var (group, (count, filters)) in new[] { (2, 64), (2, 128), (3, 256), (3, 512), (3, 512) }.Index())
        {
            for (var i = 1; i <= count; i++)
            {
                Convolution($"conv{group + 1}_{i}", filters, channels, 3, bias: true);
                channels = filters;
            }
        }

        Convolution(sixth, 1024, 512, 3, bias: true).Convolution(seventh, 1024, 1024, 1, bias: true);
        Weights.Add("arg:relu4_3_scale", 1, 512, 1, 1);
        return this;
    }

    /// <summary>MobileNet up to conv_14.</summary>
    public MxnetArrays MobileNet()
    {
        Unit("conv_1", 32, 3, 3, 3);
        var channels = 32;
        foreach (var (i, filters) in new[] { 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024 }.Index())
        {
            Unit($"conv_{i + 2}_dw", channels, 1, 3, 3).Unit($"conv_{i + 2}", filters, channels, 1, 1);
            channels = filters;
        }

        return this;
    }

    /// <summary>DenseNet up to its fourth block.</summary>
    public MxnetArrays DenseNet(params int[] units)
    {
        BatchNorm("bn_data", 3).Convolution("conv0", 2 * Growth, 3, 7).BatchNorm("bn0", 2 * Growth);
        var channels = 2 * Growth;
        foreach (var (stage, count) in units.Index())
        {
            for (var unit = 1; unit <= count; unit++)
            {
                var name = $"DBstage{stage + 1}_unit{unit}";
                BatchNorm($"{name}_bn1", channels).Convolution($"{name}_conv1", 4 * Growth, channels, 1);
                BatchNorm($"{name}_bn2", 4 * Growth).Convolution($"{name}_conv2", Growth, 4 * Growth, 3);
                channels += Growth;
            }

            if (stage == units.Length - 1) break;
            BatchNorm($"TBstage{stage + 1}_bn1", channels).Convolution($"TBstage{stage + 1}_conv1", channels / 2, channels, 1);
            channels /= 2;
        }

        return this;
    }

    /// <summary>Inception v3 up to mixed_10.</summary>
    public MxnetArrays Inception()
    {
        Unit("conv", 32, 3, 3, 3).Unit("conv_1", 32, 32, 3, 3).Unit("conv_2", 64, 32, 3, 3).Unit("conv_3", 80, 64, 1, 1).Unit("conv_4", 192, 80, 3, 3);
        foreach (var (name, channels, pool) in new[] { ("mixed", 192, 32), ("mixed_1", 256, 64), ("mixed_2", 288, 64) })
        {
            Unit($"{name}_conv", 64, channels, 1, 1);
            Unit($"{name}_tower_conv", 48, channels, 1, 1).Unit($"{name}_tower_conv_1", 64, 48, 5, 5);
            Unit($"{name}_tower_1_conv", 64, channels, 1, 1).Unit($"{name}_tower_1_conv_1", 96, 64, 3, 3).Unit($"{name}_tower_1_conv_2", 96, 96, 3, 3);
            Unit($"{name}_tower_2_conv", pool, channels, 1, 1);
        }

        Unit("mixed_3_conv", 384, 288, 3, 3);
        Unit("mixed_3_tower_conv", 64, 288, 1, 1).Unit("mixed_3_tower_conv_1", 96, 64, 3, 3).Unit("mixed_3_tower_conv_2", 96, 96, 3, 3);
        foreach (var (name, width) in new[] { ("mixed_4", 128), ("mixed_5", 160), ("mixed_6", 160), ("mixed_7", 192) })
        {
            Unit($"{name}_conv", 192, 768, 1, 1);
            Unit($"{name}_tower_conv", width, 768, 1, 1).Unit($"{name}_tower_conv_1", width, width, 1, 7).Unit($"{name}_tower_conv_2", 192, width, 7, 1);
            Unit($"{name}_tower_1_conv", width, 768, 1, 1).Unit($"{name}_tower_1_conv_1", width, width, 7, 1).Unit($"{name}_tower_1_conv_2", width, width, 1, 7);
            Unit($"{name}_tower_1_conv_3", width, width, 7, 1).Unit($"{name}_tower_1_conv_4", 192, width, 1, 7);
            Unit($"{name}_tower_2_conv", 192, 768, 1, 1);
        }

        Unit("mixed_8_tower_conv", 192, 768, 1, 1).Unit("mixed_8_tower_conv_1", 320, 192, 3, 3);
        Unit("mixed_8_tower_1_conv", 192, 768, 1, 1).Unit("mixed_8_tower_1_conv_1", 192, 192, 1, 7).Unit("mixed_8_tower_1_conv_2", 192, 192, 7, 1);
        Unit("mixed_8_tower_1_conv_3", 192, 192, 3, 3);
        foreach (var (name, channels) in new[] { ("mixed_9", 1280), ("mixed_10", 2048) })
        {
            Unit($"{name}_conv", 320, channels, 1, 1).Unit($"{name}_tower_conv", 384, channels, 1, 1);
            Unit($"{name}_tower_mixed_conv", 384, 384, 1, 3).Unit($"{name}_tower_mixed_conv_1", 384, 384, 3, 1);
            Unit($"{name}_tower_1_conv", 448, channels, 1, 1).Unit($"{name}_tower_1_conv_1", 384, 448, 3, 3);
            Unit($"{name}_tower_1_mixed_conv", 384, 384, 1, 3).Unit($"{name}_tower_1_mixed_conv_1", 384, 384, 3, 1);
            Unit($"{name}_tower_2_conv", 192, channels, 1, 1);
        }

        return this;
    }

    /// <summary>The added layers and the predictors, on two layers of the network and on each added one.</summary>
    public ForeignWeights Detector((string Name, int Channels) first, (string Name, int Channels) second, int[] filters, int[] boxes)
    {
        Predictors(first.Name, first.Channels, boxes[0]).Predictors(second.Name, second.Channels, boxes[1]);
        var channels = second.Channels;
        foreach (var (i, count) in filters.Index())
        {
            var squeezed = Math.Max(128, count / 2);
            Convolution($"multi_feat_{i + 2}_conv_1x1_conv", squeezed, channels, 1, bias: true);
            Convolution($"multi_feat_{i + 2}_conv_3x3_conv", count, squeezed, 3, bias: true);
            Predictors($"multi_feat_{i + 2}_conv_3x3_relu", count, boxes[i + 2]);
            channels = count;
        }

        return Weights;
    }

    /// <summary>A convolution.</summary>
    public MxnetArrays Convolution(string name, int outputs, int inputs, int kernel, bool bias = false)
    {
        Weights.Add($"arg:{name}_weight", outputs, inputs, kernel, kernel);
        if (bias) Weights.Add($"arg:{name}_bias", outputs);
        return this;
    }

    /// <summary>The two predictors on a layer.</summary>
    public MxnetArrays Predictors(string layer, int channels, int boxes) => Convolution($"{layer}_loc_pred_conv", 4 * boxes, channels, 3, bias: true)
        .Convolution($"{layer}_cls_pred_conv", Classes * boxes, channels, 3, bias: true);

    private MxnetArrays BatchNorm(string name, int channels)
    {
        Weights.Add($"arg:{name}_gamma", channels).Add($"arg:{name}_beta", channels).Add($"aux:{name}_moving_mean", channels).Add($"aux:{name}_moving_var", channels);
        return this;
    }

    // Convolution and batch norm of mobilenet.py and inceptionv3.py.
    private MxnetArrays Unit(string name, int outputs, int inputs, int height, int width)
    {
        Weights.Add($"arg:{name}_conv2d_weight", outputs, inputs, height, width);
        return BatchNorm($"{name}_batchnorm", outputs);
    }
}
