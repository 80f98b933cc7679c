namespace MultiBox.Plugins.Tests.Plain;

/// <summary>The published networks, layer by layer from their definitions. Each returns the maps of its backbone.</summary>
internal static class PlainNetworks
{
    // VGG-16 with SSD's fc6 and fc7 (arXiv:1512.02325, sec. 3): 13 convolutions 3x3, poolings after 2, 4, 7, 10 and 13 of them.
    public static PlainMap[] Vgg(PlainNetwork n, PlainMap x)
    {
        var early = x;
        foreach (var (stage, count) in new[] { 2, 2, 3, 3, 3 }.Index())
        {
            for (var i = 1; i <= count; i++) x = n.Convolution(x, $"conv{stage + 1}_{i}", padding: 1, bias: true).Relu();
            if (stage == 3) early = L2(n, x);
            x = stage == 4 ? x.MaxPool(3, 1, 1) : x.MaxPool(2, 2, roundsUp: stage == 2);
        }

        x = n.Convolution(x, "fc6", padding: 6, dilation: 6, bias: true).Relu();
        return [early, n.Convolution(x, "fc7", bias: true).Relu()];
    }

    // arXiv:1704.04861, table 1, with the numbering of MobileNet-SSD.
    public static PlainMap[] MobileNetV1(PlainNetwork n, PlainMap x)
    {
        var maps = new List<PlainMap>();
        x = Unit(x, "conv_1", 2);
        foreach (var (i, stride) in new[] { 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1 }.Index())
        {
            x = Unit(Unit(x, $"conv_{i + 2}_dw", stride), $"conv_{i + 2}", 1);
            if (i + 2 is 12 or 14) maps.Add(x);
        }

        return [.. maps];

        PlainMap Unit(PlainMap map, string name, int stride) => n.BatchNorm(n.PaddedConvolution(map, $"{name}.conv", stride), $"{name}.bn", 1e-3).Relu();
    }

    // arXiv:1801.04381, table 2: expansion, repetitions and first stride of each stage; the expansion of block 14 is the first map.
    public static PlainMap[] MobileNetV2(PlainNetwork n, PlainMap x)
    {
        x = Normalized(n, x, "features.0", 2, 1e-5, map => map.Relu6());
        PlainMap? expansion = null;
        var index = 1;
        foreach (var (expands, count, first) in new[] { (false, 1, 1), (true, 2, 2), (true, 3, 2), (true, 4, 2), (true, 3, 1), (true, 3, 2), (true, 1, 1) })
        {
            for (var i = 0; i < count; i++, index++)
            {
                var (input, block, layer) = (x, $"features.{index}.conv", 0);
                if (expands) x = Normalized(n, x, $"{block}.{layer++}", 1, 1e-5, map => map.Relu6());
                if (index == 14) expansion = x;
                x = Normalized(n, x, $"{block}.{layer++}", i == 0 ? first : 1, 1e-5, map => map.Relu6());
                x = n.BatchNorm(n.PaddedConvolution(x, $"{block}.{layer++}"), $"{block}.{layer}", 1e-5);
                if (input.Channels == x.Channels && input.Height == x.Height) x = x.Add(input);
            }
        }

        return [expansion!, Normalized(n, x, "features.18", 1, 1e-5, map => map.Relu6())];
    }

    // arXiv:1905.02244, table 1: squeeze-excitation, hard swish and stride of each block; the expansion of block 13 is the first map.
    public static PlainMap[] MobileNetV3(PlainNetwork n, PlainMap x)
    {
        const double eps = 1e-3;
        x = Normalized(n, x, "features.0", 2, eps, map => map.HardSwish());
        PlainMap? expansion = null;
        (bool Squeezes, bool HardSwish, int Stride)[] blocks =
        [
            (false, false, 1), (false, false, 2), (false, false, 1), (true, false, 2), (true, false, 1), (true, false, 1), (false, true, 2), (false, true, 1),
            (false, true, 1), (false, true, 1), (true, true, 1), (true, true, 1), (true, true, 2), (true, true, 1), (true, true, 1),
        ];
        foreach (var (i, (squeezes, hardSwish, stride)) in blocks.Index())
        {
            var (input, block, layer) = (x, $"features.{i + 1}.block", 0);
            Func<PlainMap, PlainMap> activation = hardSwish ? map => map.HardSwish() : map => map.Relu();
            // The first block does not expand.
            if (i > 0) x = Normalized(n, x, $"{block}.{layer++}", 1, eps, activation);
            if (i == 12) expansion = x;
            x = Normalized(n, x, $"{block}.{layer++}", stride, eps, activation);
            if (squeezes) x = Squeeze(n, x, $"{block}.{layer++}");
            x = Normalized(n, x, $"{block}.{layer}", 1, eps, map => map);
            if (stride == 1 && input.Channels == x.Channels) x = x.Add(input);
        }

        return [expansion!, Normalized(n, x, "features.16", 1, eps, map => map.HardSwish())];
    }

    // arXiv:1608.06993: dense blocks of 6, 12, 24 and 16 layers.
    public static PlainMap[] DenseNet121(PlainNetwork n, PlainMap x)
    {
        const double eps = 1e-5;
        x = n.BatchNorm(n.PaddedConvolution(x, "conv0", 2), "norm0", eps).Relu().MaxPool(3, 2, 1);
        var maps = new List<PlainMap>();
        foreach (var (b, layers) in new[] { 6, 12, 24, 16 }.Index())
        {
            for (var l = 1; l <= layers; l++)
            {
                var name = $"denseblock{b + 1}.denselayer{l}";
                var y = n.Convolution(n.BatchNorm(x, $"{name}.norm1", eps).Relu(), $"{name}.conv1");
                x = PlainMap.Concatenate(x, n.Convolution(n.BatchNorm(y, $"{name}.norm2", eps).Relu(), $"{name}.conv2", padding: 1));
            }

            maps.Add(x);
            if (b < 3) x = n.Convolution(n.BatchNorm(x, $"transition{b + 1}.norm", eps).Relu(), $"transition{b + 1}.conv").AveragePool(2, 2);
        }

        return [.. maps.Skip(2)];
    }

    // arXiv:1603.05027 as MXNet's symbol has it: batch norm eps 2e-5, the shortcut from the first activation.
    public static PlainMap[] ResNet50V2(PlainNetwork n, PlainMap x)
    {
        const double eps = 2e-5;
        x = n.PaddedConvolution(n.BatchNorm(x, "bn_data", eps), "conv0", 2);
        x = n.BatchNorm(x, "bn0", eps).Relu().MaxPool(3, 2, 1);
        var maps = new List<PlainMap>();
        foreach (var (s, units) in new[] { 3, 4, 6, 3 }.Index())
        {
            for (var u = 1; u <= units; u++)
            {
                var name = $"stage{s + 1}.unit{u}";
                var stride = u == 1 && s > 0 ? 2 : 1;
                var activation = n.BatchNorm(x, $"{name}.bn1", eps).Relu();
                var y = n.Convolution(activation, $"{name}.conv1");
                y = n.Convolution(n.BatchNorm(y, $"{name}.bn2", eps).Relu(), $"{name}.conv2", stride, 1);
                y = n.Convolution(n.BatchNorm(y, $"{name}.bn3", eps).Relu(), $"{name}.conv3");
                x = y.Add(u == 1 ? n.Convolution(activation, $"{name}.sc", stride) : x);
            }

            maps.Add(x);
        }

        return [.. maps.Skip(2)];
    }

    // arXiv:1512.00567 in torchvision's form: nothing is padded but what keeps its size.
    public static PlainMap[] InceptionV3(PlainNetwork n, PlainMap x)
    {
        x = Unit(Unit(x, "Conv2d_1a_3x3", 2, padded: false), "Conv2d_2a_3x3", 1, padded: false);
        x = Unit(x, "Conv2d_2b_3x3").MaxPool(3, 2);
        x = Unit(Unit(x, "Conv2d_3b_1x1"), "Conv2d_4a_3x3", 1, padded: false).MaxPool(3, 2);
        foreach (var block in new[] { "Mixed_5b", "Mixed_5c", "Mixed_5d" })
        {
            x = PlainMap.Concatenate(
                Unit(x, $"{block}.branch1x1"), Chain(x, block, "branch5x5_1", "branch5x5_2"), Chain(x, block, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"),
                Unit(x.AveragePool(3, 1, 1), $"{block}.branch_pool"));
        }

        x = PlainMap.Concatenate(
            Unit(x, "Mixed_6a.branch3x3", 2, padded: false),
            Unit(Chain(x, "Mixed_6a", "branch3x3dbl_1", "branch3x3dbl_2"), "Mixed_6a.branch3x3dbl_3", 2, padded: false), x.MaxPool(3, 2));
        foreach (var block in new[] { "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e" })
        {
            x = PlainMap.Concatenate(
                Unit(x, $"{block}.branch1x1"), Chain(x, block, "branch7x7_1", "branch7x7_2", "branch7x7_3"),
                Chain(x, block, "branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"), Unit(x.AveragePool(3, 1, 1), $"{block}.branch_pool"));
        }

        var first = x;
        x = PlainMap.Concatenate(
            Unit(Unit(x, "Mixed_7a.branch3x3_1"), "Mixed_7a.branch3x3_2", 2, padded: false),
            Unit(Chain(x, "Mixed_7a", "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3"), "Mixed_7a.branch7x7x3_4", 2, padded: false), x.MaxPool(3, 2));
        foreach (var block in new[] { "Mixed_7b", "Mixed_7c" })
        {
            var three = Unit(x, $"{block}.branch3x3_1");
            var twice = Chain(x, block, "branch3x3dbl_1", "branch3x3dbl_2");
            x = PlainMap.Concatenate(
                Unit(x, $"{block}.branch1x1"), Unit(three, $"{block}.branch3x3_2a"), Unit(three, $"{block}.branch3x3_2b"),
                Unit(twice, $"{block}.branch3x3dbl_3a"), Unit(twice, $"{block}.branch3x3dbl_3b"), Unit(x.AveragePool(3, 1, 1), $"{block}.branch_pool"));
        }

        return [first, x];

        PlainMap Chain(PlainMap map, string block, params string[] names) => names.Aggregate(map, (before, name) => Unit(before, $"{block}.{name}"));

        PlainMap Unit(PlainMap map, string name, int stride = 1, bool padded = true) =>
            n.BatchNorm(padded ? n.PaddedConvolution(map, $"{name}.conv", stride) : n.Convolution(map, $"{name}.conv", stride), $"{name}.bn", 1e-3).Relu();
    }

    private static PlainMap L2(PlainNetwork n, PlainMap map)
    {
        var scale = n["conv4_3_norm.scale"];
        var result = new PlainMap(map.Channels, map.Height, map.Width);
        for (var y = 0; y < map.Height; y++)
        {
            for (var x = 0; x < map.Width; x++)
            {
                var length = Math.Sqrt(Enumerable.Range(0, map.Channels).Sum(c => map[c, y, x] * map[c, y, x]));
                for (var c = 0; c < map.Channels; c++) result[c, y, x] = map[c, y, x] / length * scale.Values[c];
            }
        }

        return result;
    }

    // torchvision's names: 0 the convolution, 1 the batch norm.
    private static PlainMap Normalized(PlainNetwork n, PlainMap map, string name, int stride, double eps, Func<PlainMap, PlainMap> activation) =>
        activation(n.BatchNorm(n.PaddedConvolution(map, $"{name}.0", stride), $"{name}.1", eps));

    private static PlainMap Squeeze(PlainNetwork n, PlainMap map, string name)
    {
        var mean = new PlainMap(map.Channels, 1, 1);
        map.Means().CopyTo(mean.Values, 0);
        var scale = n.Convolution(n.Convolution(mean, $"{name}.fc1", bias: true).Relu(), $"{name}.fc2", bias: true);
        return map.EachOfChannel((c, x) => x * PlainMap.HardSigmoid(scale.Values[c]));
    }
}
