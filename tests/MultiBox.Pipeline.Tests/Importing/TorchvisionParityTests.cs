using System.Runtime.InteropServices;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>
/// Networks of torchvision itself, with random weights: here they make the same of the same picture. Needs a Python with torchvision;
/// nothing is downloaded.
/// </summary>
[Trait("Category", "EndToEnd")]
public sealed class TorchvisionParityTests(TorchvisionProcess torchvision) : IClassFixture<TorchvisionProcess>
{
    // Of the largest number of a tensor. Networks are compared in float64, but for SSD300; default boxes are float32.
    private const double Tolerance = 1e-6;
    private const double NarrowTolerance = 1e-4;

    [SkippableTheory]
    [InlineData("resnet50", "resnet50-512")]
    [InlineData("vgg16", "vgg16-300")]
    [InlineData("mobilenet_v2", "ssdlite320-mobilenet-v2")]
    [InlineData("mobilenet_v3_large", "ssdlite320-mobilenet-v3", "model.backbone.options.reduced_tail=false")]
    [InlineData("densenet121", "densenet121-512", "model.backbone.options.variant=torchvision")]
    [InlineData("inception_v3", "inceptionv3-512", "model.backbone.options.variant=torchvision")]
    public void A_backbone_makes_the_maps_of_torchvisions_classifier(string model, string name, params string[] overrides)
    {
        using var scope = NewDisposeScope();
        var (weights, outputs) = Run(model);
        if (Listed(model) is { } list) MustBe(list, weights);
        var experiment = MappingBench.Experiment(name, overrides);
        using var noGradients = no_grad();
        using var backbone = experiment.Backbone.Factory.Create(experiment.Backbone.Options);
        Load(backbone, "backbone.", experiment, "torchvision", weights);
        backbone.to(ScalarType.Float64);
        var maps = backbone.call(outputs["input"]);
        Assert.Equal(2, maps.Count);
        foreach (var (i, map) in maps.Index()) MustBeNear(outputs[$"map{i}"], map);
    }

    [SkippableTheory]
    [InlineData("ssd300_vgg16", "ssd300-vgg16-coco", "torchvision-ssd300")]
    [InlineData("ssdlite320_mobilenet_v3_large", "ssdlite320-mobilenet-v3-coco", "torchvision-ssdlite320")]
    public void A_detector_predicts_and_finds_what_torchvisions_does(string model, string name, string table)
    {
        using var scope = NewDisposeScope();
        var (weights, outputs) = Run(model);
        MustBe(Listed(model)!, weights);
        var experiment = MappingBench.Experiment(name);
        using var noGradients = no_grad();
        using var ssd = SsdModel.Build(ModelSetup.Spec(experiment));
        Load(ssd.Network, "", experiment, table, weights);
        ssd.Network.to(outputs["input"].dtype);
        var predictions = ssd.Network.call(ssd.ToInput(outputs["input"]));
        MustBeNear(outputs["offsets"], predictions.Offsets);
        MustBeNear(outputs["logits"], predictions.Logits);
        var corners = ssd.DefaultBoxes.Corners.ToArray().SelectMany(box => new[] { box.X1, box.Y1, box.X2, box.Y2 }).ToArray();
        MustBeNear(outputs["default_boxes"], tensor(corners, [corners.Length / 4, 4]) * ssd.InputSize);

        // From the pixels to the detections: normalisation, decoding and suppression, in float32 as always.
        ssd.Network.to(ScalarType.Float32);
        var evaluate = experiment.Experiment.Evaluate;
        using var detector = DetectorLoader.Of(ssd, [.. experiment.Experiment.Dataset.Classes], DecoderSetup.Decoder(ssd, evaluate, DecoderSetup.Decoding(evaluate)));
        var found = detector.Detect(new RgbImage(ssd.InputSize, ssd.InputSize, outputs["pixels"].data<byte>().ToArray()));
        MustBeFound(outputs, found);
    }

    private static ForeignWeights? Listed(string model) => model switch
    {
        "vgg16" => TorchvisionVgg.Classifier(),
        "mobilenet_v2" => TorchvisionMobileNet.V2(),
        "mobilenet_v3_large" => TorchvisionMobileNet.V3Large(),
        "densenet121" => TorchvisionDenseNet.Densenet121(),
        "inception_v3" => TorchvisionInception.InceptionV3(),
        "ssd300_vgg16" => TorchvisionVgg.Ssd300(91),
        "ssdlite320_mobilenet_v3_large" => TorchvisionMobileNet.SsdLite320(91),
        _ => null,
    };

    // The lists that the other tests go by are those of the real network.
    private static void MustBe(ForeignWeights listed, WeightFile weights) => Assert.Equal(
        listed.List.Select(entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]").Order(StringComparer.Ordinal),
        weights.Tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]").Order(StringComparer.Ordinal));

    private static void Load(nn.Module module, string prefix, ResolvedExperiment experiment, string table, WeightFile weights)
    {
        var own = module.state_dict().ToDictionary(entry => prefix + entry.Key, entry => entry.Value);
        var shapes = own.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape);
        var (values, _) = MappingBench.Table(experiment, table).Mapping.Apply(weights, shapes, experiment.Experiment.Dataset.Classes.Count + 1);
        foreach (var (name, numbers) in values) own[name].copy_(tensor(numbers, own[name].shape));
        module.eval();
    }

    private static void MustBeNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        Assert.True(largest > 0.1, $"{largest}: nothing to compare");
        var tolerance = actual.dtype == ScalarType.Float64 ? Tolerance : NarrowTolerance;
        Assert.InRange((expected - actual).abs().max().to(ScalarType.Float64).item<double>() / largest, 0, tolerance);
    }

    private static float[] Floats(Tensor values) => values.to(ScalarType.Float32).data<float>().ToArray();

    // Equal scores may come in another order, and the last of the list may be others for it.
    private static void MustBeFound(Dictionary<string, Tensor> outputs, IReadOnlyList<DetectedObject> found)
    {
        var (boxes, scores, labels) = (Floats(outputs["boxes"]), Floats(outputs["scores"]), outputs["labels"].data<long>().ToArray());
        Assert.Equal(scores.Length, found.Count);
        for (var i = 0; i < scores.Length - 20; i++)
        {
            var box = new Box(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3]);
            Assert.Contains(found, detection => detection.ClassId == labels[i] && Math.Abs(detection.Score - scores[i]) < 1e-3 && BoxIou.Compute(detection.Box, box) > 0.999f);
        }
    }

    private (WeightFile Weights, Dictionary<string, Tensor> Outputs) Run(string model)
    {
        var (weights, outputs) = torchvision.Run(model);
        return (weights, outputs.Tensors.ToDictionary(entry => entry.Name, ToTensor));
    }

    private static Tensor ToTensor(WeightTensor value) => value.Type switch
    {
        WeightType.F64 => tensor(MemoryMarshal.Cast<byte, double>(value.Data.Span).ToArray(), [.. value.Shape]),
        WeightType.F32 => tensor(MemoryMarshal.Cast<byte, float>(value.Data.Span).ToArray(), [.. value.Shape]),
        WeightType.I64 => tensor(MemoryMarshal.Cast<byte, long>(value.Data.Span).ToArray(), [.. value.Shape]),
        _ => tensor(value.Data.ToArray(), [.. value.Shape]),
    };
}
