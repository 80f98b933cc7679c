using MultiBox.Experiments;
using MultiBox.Inference.Setup;

namespace MultiBox.Pipeline.Tests.Importing;

public sealed class TorchvisionDetectorTests
{
    // The background and the ids 1 to 90.
    private const int ClassCount = 91;

    // The ids of COCO's 80 categories are those of 1 to 90 but these.
    private static readonly int[] UnusedIds = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    [Theory]
    [InlineData("ssd300-vgg16-coco", "torchvision-ssd300")]
    [InlineData("ssdlite320-mobilenet-v3-coco", "torchvision-ssdlite320")]
    public void Every_tensor_of_torchvisions_detector_has_its_place_and_comes_back(string name, string table)
    {
        var experiment = MappingBench.Experiment(name);
        var weights = table == "torchvision-ssd300" ? TorchvisionVgg.Ssd300(ClassCount) : TorchvisionMobileNet.SsdLite320(ClassCount);
        var report = MappingBench.MustFit(experiment, table, weights, "PyTorch weight");
        Assert.Empty(report.Ignored);
        Assert.Empty(report.New);
        MustComeBack(experiment, table, weights);
    }

    [Theory]
    [InlineData("ssd300-vgg16-coco", "torchvision-ssd300")]
    [InlineData("ssdlite320-mobilenet-v3-coco", "torchvision-ssdlite320")]
    public void The_experiments_on_COCO_see_and_predict_as_the_weights_do(string name, string table)
    {
        var experiment = MappingBench.Experiment(name);
        var of = MappingBench.Table(experiment, table);
        Assert.True(of is { IsDetector: true, ClipBoxes: true, BoundSizes: true });
        Assert.Equal(of.Pixels, ModelSetup.Normalization(experiment.Experiment.Model.Pixels!));
    }

    [Theory]
    [InlineData("ssd300-vgg16-coco", 0.01, 0.45, 400, 200)]
    [InlineData("ssdlite320-mobilenet-v3-coco", 0.001, 0.55, 300, 300)]
    public void The_experiments_on_COCO_have_torchvisions_labels_and_decoding(string name, double score, double nms, int topK, int detections)
    {
        var experiment = MappingBench.Experiment(name).Experiment;
        var eighty = MappingBench.Experiment("coco-resnet50-512").Experiment.Dataset.Classes;
        var classes = experiment.Dataset.Classes;
        Assert.Equal(90, classes.Count);
        Assert.Equal(UnusedIds.Select(id => $"unused-{id}"), classes.Where(c => c.StartsWith("unused", StringComparison.Ordinal)));
        Assert.All(UnusedIds, id => Assert.Equal($"unused-{id}", classes[id - 1]));
        Assert.Equal(eighty, classes.Where((_, i) => !UnusedIds.Contains(i + 1)));
        var evaluate = experiment.Evaluate;
        Assert.Equal((score, nms, topK, detections), (evaluate.ScoreThreshold, evaluate.NmsThreshold, evaluate.TopK, evaluate.MaxDetections));
        Assert.Equal((DecoderName.PerClass, AveragePrecisionMetric.Coco), (evaluate.Decoder, evaluate.Metric));
    }

    private static void MustComeBack(ResolvedExperiment experiment, string table, ForeignWeights weights)
    {
        var mapping = MappingBench.Table(experiment, table).Mapping;
        var targets = MappingBench.Targets(experiment);
        var file = weights.ToFile("PyTorch weight");
        var (values, _) = mapping.Apply(file, targets, ClassCount);
        var (back, leftOut) = mapping.Invert(targets.ToDictionary(target => target.Key, target => (target.Value, values[target.Key])), ClassCount);
        Assert.Empty(leftOut);
        var named = back.ToDictionary(tensor => tensor.Name);
        Assert.Equal(file.Tensors.Count, named.Count);
        foreach (var tensor in file.Tensors)
        {
            Assert.Equal(tensor.Shape, named[tensor.Name].Shape);
            Assert.True(tensor.ToFloats().AsSpan().SequenceEqual(named[tensor.Name].ToFloats()), tensor.Name);
        }
    }
}
