using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.Importing;
using MultiBox.Pipeline.Training;
using MultiBox.Testing;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>Trainings that start from weights from elsewhere.</summary>
[Trait("Category", "EndToEnd")]
public sealed class FineTuneTests : IDisposable
{
    private static readonly string[] Pictures = ["BloodImage_00000", "BloodImage_00001", "BloodImage_00002", "BloodImage_00003"];

    private readonly Laboratory _lab = new();

    public FineTuneTests()
    {
        foreach (var name in new[] { "resnet50-512", "mobilenet-512" }) File.Copy(Path.Combine(Laboratory.Repository, "experiments", $"{name}.yml"), _lab[$"experiments/{name}.yml"]);
    }

    public void Dispose() => _lab.Dispose();

    [SkippableFact]
    public void An_import_of_twenty_classes_is_tuned_to_three_on_blood_cells_at_another_size()
    {
        var cells = SharedData.TryFind("datasets/bccd");
        Skip.If(cells is null, SharedData.Absent);
        WriteDetector("mobilenet-0000.params");
        var imported = Import("mobilenet-512", _lab["mobilenet-0000.params"]);
        LinkPictures(cells!);
        Write("cells", """
            extends: mobilenet-512.yml
            dataset:
              classes: [RBC, WBC, Platelets]
              sources:
                - {name: cells, format: voc, train: train, test: train}
            model: {input_size: 256}
            train:
              init_from: mobilenet-512/latest
              batch_size: 2
              epochs: 1
              optimizer: {name: sgd}
              learning_rate:
                base: 0.00001
                schedule: constant
                factors: [{pattern: '^backbone\.', factor: 0.1}]
              batch_norm: freeze_statistics
              clip_gradient_norm: 1
              log_every: 1
              validate_every: 0
              workers: 1
            """);
        _lab.Options = _lab.Options with { Experiment = "cells", RunId = null, From = [] };

        var lines = _lab.RunTo(Stage.Evaluate);

        Assert.Contains(lines, line => line.Contains("starts afresh ([84, 512, 3, 3] in the file, [16, 512, 3, 3] here): head.logits.0.weight", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("afresh", StringComparison.Ordinal) && line.Contains("head.offsets", StringComparison.Ordinal));
        Assert.Equal(2, new TrainingJournal(_lab.Run.Journal).Read().OfType<JournalStep>().Count());
        Assert.Equal(3, RunMetrics.Read(_lab.Run.Metrics).PerClass.Count);
        var (before, after) = (Weights(imported), Weights(_lab.Run));
        // Statistics are kept; all that has its shape still is near where it came from, and new are the predictors of classes alone.
        Assert.Equal(before["backbone.conv_1.bn.running_var"], after["backbone.conv_1.bn.running_var"]);
        Assert.NotEqual(before["backbone.conv_1.conv.weight"], after["backbone.conv_1.conv.weight"]);
        foreach (var (name, values) in before.Where(entry => after[entry.Key].Length == entry.Value.Length))
        {
            Assert.True(values.Zip(after[name], (x, y) => Math.Abs(x - y)).Max() < 1e-3, name);
        }

        Assert.All(before.Keys.Where(name => before[name].Length != after[name].Length), name => Assert.StartsWith("head.logits.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_backbone_starts_from_published_weights()
    {
        var file = Path.Combine(_lab["data"], "resnet18.pth");
        Directory.CreateDirectory(_lab["data"]);
        var published = TorchvisionResNetTests.Classifier(bottleneck: false, [2, 2, 2, 2]).ToFile("PyTorch weight");
        WeightFiles.Write(file, WeightFormat.PyTorch, published);
        _lab.Options = _lab.Options with
        {
            Overrides =
            [
                "model.backbone={name: resnet18, options: {features: [layer1, layer2]}}", $"train.pretrained={file}", @"train.freeze=['^backbone\.']", "train.batch_norm={mode: freeze}",
                "train.epochs=1", "train.validate_every=0",
            ],
        };

        var lines = _lab.RunTo(Stage.Train);

        Assert.Contains(lines, line => line.Contains("table torchvision", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("ignored (backbone.layer3 is not built)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("starts afresh (not part of the backbone)", StringComparison.Ordinal));
        var trained = Weights(_lab.Run);
        Assert.Equal(published.Tensors.Single(tensor => tensor.Name == "layer2.1.conv2.weight").ToFloats(), trained["backbone.layer2.1.conv2.weight"]);
        Assert.Equal(published.Tensors.Single(tensor => tensor.Name == "bn1.running_var").ToFloats(), trained["backbone.bn1.running_var"]);

        // Other weights are another training.
        var first = _lab.Run.Id;
        WeightFiles.Write(file, WeightFormat.PyTorch, published with { Tensors = [.. published.Tensors.Select(tensor => tensor.Name == "bn1.bias" ? new WeightTensor(tensor.Name, tensor.Type, tensor.Shape, new byte[256]) : tensor)] });
        _lab.RunTo(Stage.Train);
        Assert.Equal(2, _lab.Runs.Count());
        Assert.Contains(_lab.Runs, run => Path.GetFileName(run) == first);
    }

    [Fact]
    public void What_cannot_be_started_from_is_said_before_the_training()
    {
        Fails("train.init_from=tiny/nothing", "No file ");
        Fails("train.pretrained=resnet50-imagenet1k-v99", "resnet50-imagenet1k-v99");
        File.WriteAllText(_lab["none.safetensors"], "not weights");
        Fails($"train.init_from={_lab["none.safetensors"]}", "not a weight file of a known kind");

        void Fails(string text, string why)
        {
            _lab.Options = _lab.Options with { Overrides = [text] };
            Assert.Contains(why, Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Train)).Message, StringComparison.Ordinal);
        }
    }

    private RunFolder Import(string experiment, string weights)
    {
        _lab.Options = _lab.Options with { Experiment = experiment, From = [weights] };
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Import();
        return _lab.Run;
    }

    // mxnet-ssd's mobilenet, in the size that keeps signals as they are.
    private void WriteDetector(string name)
    {
        var list = new MxnetArrays().MobileNet().Detector(("conv_12_relu", 512), ("conv_14_relu", 1024), [512, 256, 256, 256, 256], [4, 6, 6, 6, 6, 4, 4]).List;
        WeightFiles.Write(_lab[name], WeightFormat.MxnetParams, list.Select(array =>
        {
            var scale = array.Shape.Length == 4 ? 16 / MathF.Sqrt(array.Shape[1] * array.Shape[2] * array.Shape[3]) : 1;
            float[] values = [.. ForeignWeights.Values(array.Name, array.Shape).Select(value => scale * value)];
            return TensorSource.Of(new WeightTensor(array.Name, WeightType.F32, array.Shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray()));
        }));
    }

    // A few pictures are enough for a few steps.
    private void LinkPictures(string cells)
    {
        var folder = _lab["data/cells"];
        Directory.CreateDirectory(Path.Combine(folder, "ImageSets", "Main"));
        foreach (var name in new[] { "Annotations", "JPEGImages" }) Directory.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(cells, name));
        File.WriteAllLines(Path.Combine(folder, "ImageSets", "Main", "train.txt"), Pictures);
    }

    private void Write(string name, string text) => File.WriteAllText(_lab[$"experiments/{name}.yml"], text);

    private static Dictionary<string, float[]> Weights(RunFolder run) =>
        WeightFiles.Read(Checkpoint.Newest(run.Checkpoints)!.Weights).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.ToFloats());
}
