using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Plugins.ResNet;
using MultiBox.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.ResNet;

public sealed class ResNetGoldenTests
{
    [SkippableFact]
    public void In_double_precision_every_stage_equals_torchvisions() => Check(ScalarType.Float64, "sample_values", "absolute_float64");

    [SkippableFact]
    public void In_single_precision_every_stage_is_near_torchvisions() => Check(ScalarType.Float32, "sample_values_float32", "absolute_float32");

    private static void Check(ScalarType type, string samples, string toleranceName)
    {
        var file = GoldenFile.TryOpen("resnet_forward.json");
        Skip.If(file is null, SharedData.Absent);
        var tolerance = file!.Tolerance(toleranceName);
        foreach (var golden in file.Root["models"].Items)
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            using var backbone = Create(golden["model"].Text, [.. golden["outputs"].Items.Select(output => output["output"].Text)]);
            backbone.to(type);
            Fill(backbone, golden, file.Root["formula_constants"]);
            backbone.eval();
            var maps = backbone.call(Input(golden["input_shape"], file.Root["formula_constants"]).to(type));
            foreach (var (expected, map) in golden["outputs"].Items.Zip(maps))
            {
                // Nine printed digits limit the comparison of large values in double precision.
                var relative = type == ScalarType.Float64 ? 1e-8 : 0;
                expected["shape"].MustEqual(map.shape.Select(size => (int)size));
                var values = map.to(ScalarType.Float64).contiguous().data<double>().ToArray();
                expected[samples].MustBeNear(expected["sample_indices"].Wholes.Select(i => values[i]), tolerance, relative);
                var mean = values.Average();
                expected["mean"].MustBeNear(mean, tolerance, relative);
                expected["std"].MustBeNear(Math.Sqrt(values.Average(x => (x - mean) * (x - mean))), tolerance, relative);
                expected["abs_max"].MustBeNear(values.Max(Math.Abs), tolerance, relative);
            }
        }
    }

    private static Backbone Create(string model, IReadOnlyList<string> features)
    {
        IBackboneFactory factory = model switch
        {
            "resnet18" => new ResNet18Factory(),
            "resnet34" => new ResNet34Factory(),
            "resnet50" => new ResNet50Factory(),
            "resnet101" => new ResNet101Factory(),
            "resnet152" => new ResNet152Factory(),
            _ => throw new InvalidDataException($"No model {model}."),
        };
        return factory.Create(new ResNetOptions { Features = features });
    }

    private static void Fill(Backbone backbone, GoldenNode golden, GoldenNode constants)
    {
        // Looked up once: a network has up to sixty million numbers.
        var c = constants.Element.EnumerateObject().Where(constant => constant.Value.ValueKind == JsonValueKind.Number).ToDictionary(constant => constant.Name, constant => constant.Value.GetDouble());
        var (convolution, scale, shift) = (c["conv_weight_freq"], (Size: c["bn_weight_amp"], Frequency: c["bn_weight_freq"]), (Size: c["bn_bias_amp"], Frequency: c["bn_bias_freq"]));
        var (mean, variance) = ((Size: c["running_mean_amp"], Frequency: c["running_mean_freq"]), (Size: c["running_var_amp"], Frequency: c["running_var_freq"]));
        var names = golden["parameters_in_state_dict_order"].Items.Select(name => name.Text).Where(name => !name.StartsWith("fc.", StringComparison.Ordinal)).ToList();
        var state = backbone.state_dict();
        Assert.Equal(names.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var (p, nameNode) in golden["parameters_in_state_dict_order"].Items.Index())
        {
            var name = nameNode.Text;
            if (!state.TryGetValue(name, out var target)) continue;
            if (golden["parameter_shapes"].Element.ValueKind == JsonValueKind.Object)
            {
                golden["parameter_shapes"][name].MustEqual(target.shape.Select(size => (int)size));
            }
            else
            {
                golden["parameter_shapes"][p].MustEqual(target.shape.Select(size => (int)size));
            }

            var fanIn = target.dim() == 4 ? target.shape[1] * target.shape[2] * target.shape[3] : 0;
            var size = fanIn > 0 ? Math.Sqrt(2.0 / fanIn) : 0;
            Func<double, double> formula = name.Split('.')[^1] switch
            {
                "weight" when fanIn > 0 => i => Math.Sin((convolution * i) + p) * size,
                "weight" => i => 1 + (scale.Size * Math.Sin((scale.Frequency * i) + p)),
                "bias" => i => shift.Size * Math.Cos((shift.Frequency * i) + p),
                "running_mean" => i => mean.Size * Math.Sin((mean.Frequency * i) + p),
                "running_var" => i => 1 + (variance.Size * Math.Pow(Math.Sin((variance.Frequency * i) + p), 2)),
                "num_batches_tracked" => _ => 0,
                var other => throw new InvalidDataException($"No formula for {other}."),
            };
            var values = Enumerable.Range(1, (int)target.numel()).Select(i => formula(i)).ToArray();
            using var filled = tensor(values, target.shape).to(target.dtype);
            target.copy_(filled);
            if (golden["check_values_first_three"].Has(name))
            {
                golden["check_values_first_three"][name].MustBeNear(values.Take(3), 1e-8);
            }
        }
    }

    private static Tensor Input(GoldenNode shape, GoldenNode constants)
    {
        var sizes = shape.Wholes.Select(size => (long)size).ToArray();
        var (sin, cos) = (constants["input_sin_freq"].Number, constants["input_cos_freq"].Number);
        return tensor(Enumerable.Range(0, (int)sizes.Aggregate((a, b) => a * b)).Select(i => Math.Sin(sin * i) + Math.Cos(cos * i)).ToArray(), sizes);
    }
}
