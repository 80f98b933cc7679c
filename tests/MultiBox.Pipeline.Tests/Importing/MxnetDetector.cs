using System.Text.Json;
using System.Text.RegularExpressions;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// The two files of mxnet-ssd's resnet50 at 512 pixels, in MXNet's formats and under its names, with weights from a formula in place of
/// trained ones: <c>PREFIX-0000.params</c> and <c>PREFIX-symbol.json</c>.
/// </summary>
internal static partial class MxnetDetector
{
    private static readonly int[] Filters = [512, 256, 256, 128];
    private static readonly int[] Boxes = [4, 6, 6, 6, 4, 4];
    private static readonly int[] Units = [3, 4, 6, 3];

    private static ForeignWeights Arrays() => new MxnetArrays().ResNet(Units).Detector(("_plus12", 1024), ("_plus15", 2048), Filters, Boxes);

    /// <summary>Writes both files.</summary>
    /// <returns>The path of the weights.</returns>
    public static string Write(string folder, string prefix)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{prefix}-symbol.json"), Graph());
        var path = Path.Combine(folder, $"{prefix}-0000.params");
        WeightFiles.Write(path, WeightFormat.MxnetParams, Arrays().List.Select(array => TensorSource.Of(
            new WeightTensor(array.Name, WeightType.F32, array.Shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Values(array.Name, array.Shape)).ToArray()))));
        return path;
    }

    /// <summary>Puts each array into its place in a network of ours, by the names alone.</summary>
    public static void Fill(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var own = network.state_dict();
        foreach (var (name, shape) in Arrays().List) own[Place(name)].copy_(tensor(name == "arg:bn_data_gamma" ? [1f, 1, 1] : Values(name, shape), shape));
    }

    private static string Place(string foreign)
    {
        var name = foreign[4..].Replace("_gamma", ".weight", StringComparison.Ordinal).Replace("_beta", ".bias", StringComparison.Ordinal)
            .Replace("_moving_", ".running_", StringComparison.Ordinal);
        name = Kind().Replace(name, ".$1");
        if (Predictor().Match(name) is { Success: true } predictor)
        {
            var layer = predictor.Groups["k"].Success ? predictor.Groups["k"].Value : predictor.Groups["plus"].Value == "12" ? "0" : "1";
            return $"head.{(predictor.Groups["what"].Value == "loc" ? "offsets" : "logits")}.{layer}.{predictor.Groups["rest"].Value}";
        }

        if (Extra().Match(name) is { Success: true } extra) return $"extra_layers.{int.Parse(extra.Groups["k"].Value) - 1}.conv{extra.Groups["kernel"].Value}.{extra.Groups["rest"].Value}";
        return "backbone." + Unit().Replace(name, "$1.$2.");
    }

    // Signals keep their size through the units, pixels become numbers of about 1, and the background wins in most places.
    private static float[] Values(string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var (value, position) = (Formula(name, shape), name.Sum(letter => letter) % 89);
        for (var i = 0; i < values.Length; i++) values[i] = (float)value(i, (1.37 * (i + 1)) + position);
        return values;
    }

    // The number at a place, given the place and its phase. There are 30 million: names are looked at once.
    private static Func<int, double, double> Formula(string name, long[] shape)
    {
        if (Ends("_moving_var")) return name.Contains("bn_data", StringComparison.Ordinal) ? (_, _) => 3000 : (_, phase) => 1 + (0.1 * Math.Sin(phase));
        if (Ends("_moving_mean") || Ends("_beta")) return (_, phase) => 0.05 * Math.Cos(phase);
        if (Ends("_gamma")) return (_, phase) => 1 + (0.1 * Math.Cos(phase));
        if (Ends("_bias")) return name.Contains("_cls_pred", StringComparison.Ordinal) ? (i, phase) => i % 21 == 0 ? 4 : 0.02 * Math.Cos(phase) : (_, phase) => 0.02 * Math.Cos(phase);
        var scale = Ends("conv3_weight") ? 0.3 : name.Contains("_loc_pred", StringComparison.Ordinal) ? 0.5 : name.Contains("_cls_pred", StringComparison.Ordinal) ? 3 : 1;
        scale *= Math.Sqrt(4.0 / (shape[1] * shape[2] * shape[3]));
        return (i, phase) => scale * Math.Sin(phase * (1 + (0.013 * (i % 11))));

        bool Ends(string text) => name.EndsWith(text, StringComparison.Ordinal);
    }

    // The graph in the order of symbol/resnet.py and symbol/common.py, as MXNet's json has it.
    private static string Graph()
    {
        var nodes = new List<object>();
        var x = BatchNorm("bn_data", Variable("data"), fixGamma: true);
        x = Pool(Relu("relu0", BatchNorm("bn0", Convolution("conv0", x, 64, 7, 2, 3, bias: false))));
        var (maps, plus) = (new List<(string Name, int Node)>(), 0);
        foreach (var (stage, units) in Units.Index())
        {
            var filters = 256 << stage;
            for (var unit = 1; unit <= units; unit++, plus++)
            {
                var (name, stride) = ($"stage{stage + 1}_unit{unit}", unit == 1 && stage > 0 ? 2 : 1);
                var first = Relu($"{name}_relu1", BatchNorm($"{name}_bn1", x));
                var y = Convolution($"{name}_conv1", first, filters / 4, 1, 1, 0, bias: false);
                y = Convolution($"{name}_conv2", Relu($"{name}_relu2", BatchNorm($"{name}_bn2", y)), filters / 4, 3, stride, 1, bias: false);
                y = Convolution($"{name}_conv3", Relu($"{name}_relu3", BatchNorm($"{name}_bn3", y)), filters, 1, 1, 0, bias: false);
                x = Node("elemwise_add", $"_plus{plus}", [], y, unit == 1 ? Convolution($"{name}_sc", first, filters, 1, stride, 0, bias: false) : x);
                if (stage >= 2 && unit == units) maps.Add(($"_plus{plus}", x));
            }
        }

        foreach (var (i, filters) in Filters.Index())
        {
            x = Relu($"multi_feat_{i + 2}_conv_1x1_relu", Convolution($"multi_feat_{i + 2}_conv_1x1_conv", x, Math.Max(128, filters / 2), 1, 1, 0, bias: true));
            x = Relu($"multi_feat_{i + 2}_conv_3x3_relu", Convolution($"multi_feat_{i + 2}_conv_3x3_conv", x, filters, 3, 2, 1, bias: true));
            maps.Add(($"multi_feat_{i + 2}_conv_3x3_relu", x));
        }

        foreach (var (i, (name, node)) in maps.Index())
        {
            Node("Flatten", $"{name}_loc_pred_flatten", [], Convolution($"{name}_loc_pred_conv", node, 4 * Boxes[i], 3, 1, 1, bias: true));
            Node("Flatten", $"{name}_cls_pred_flatten", [], Convolution($"{name}_cls_pred_conv", node, 21 * Boxes[i], 3, 1, 1, bias: true));
        }

        return JsonSerializer.Serialize(new { nodes, heads = new[] { new[] { nodes.Count - 1, 0, 0 } } });

        int Variable(string name)
        {
            nodes.Add(new { op = "null", name, inputs = Array.Empty<int[]>() });
            return nodes.Count - 1;
        }

        int Node(string op, string name, Dictionary<string, string> attrs, params int[] inputs)
        {
            nodes.Add(new { op, name, attrs, inputs = inputs.Select(input => new[] { input, 0, 0 }) });
            return nodes.Count - 1;
        }

        int Convolution(string name, int input, int filters, int kernel, int stride, int pad, bool bias)
        {
            int[] inputs = bias ? [input, Variable($"{name}_weight"), Variable($"{name}_bias")] : [input, Variable($"{name}_weight")];
            return Node(
                "Convolution", name,
                new() { ["kernel"] = $"({kernel}, {kernel})", ["stride"] = $"({stride}, {stride})", ["pad"] = $"({pad}, {pad})", ["num_filter"] = $"{filters}", ["no_bias"] = bias ? "False" : "True" },
                inputs);
        }

        int BatchNorm(string name, int input, bool fixGamma = false) => Node(
            "BatchNorm", name, new() { ["eps"] = "2e-05", ["fix_gamma"] = fixGamma ? "True" : "False" }, input,
            Variable($"{name}_gamma"), Variable($"{name}_beta"), Variable($"{name}_moving_mean"), Variable($"{name}_moving_var"));

        int Relu(string name, int input) => Node("Activation", name, new() { ["act_type"] = "relu" }, input);

        int Pool(int input) => Node("Pooling", "pooling0", new() { ["kernel"] = "(3, 3)", ["stride"] = "(2, 2)", ["pad"] = "(1, 1)", ["pool_type"] = "max" }, input);
    }

    [GeneratedRegex("_(weight|bias)$")]
    private static partial Regex Kind();

    [GeneratedRegex("^(?:_plus(?<plus>12|15)|multi_feat_(?<k>[0-9]+)_conv_3x3_relu)_(?<what>loc|cls)_pred_conv\\.(?<rest>.+)$")]
    private static partial Regex Predictor();

    [GeneratedRegex("^multi_feat_(?<k>[0-9]+)_conv_(?<kernel>1x1|3x3)_conv\\.(?<rest>.+)$")]
    private static partial Regex Extra();

    [GeneratedRegex("^(stage[0-9])_(unit[0-9]+)_")]
    private static partial Regex Unit();
}
