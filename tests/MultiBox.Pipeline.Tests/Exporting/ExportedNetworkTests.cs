using System.Text.RegularExpressions;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Inference.Setup;
using MultiBox.Inputs;
using MultiBox.Model;
using MultiBox.Pipeline.Exporting;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.EndToEnd;
using MultiBox.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>Every network of the shipped experiments gives the same in ONNX Runtime and as TorchScript, on a real picture.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ExportedNetworkTests
{
    private static readonly Lazy<PluginCatalogue> _catalogue = new(() => PluginCatalogue.Load([Path.Combine(Laboratory.Repository, "plugins")]));

    /// <summary>One experiment for each network: those that differ in default boxes or classes alone have the same layers.</summary>
    public static TheoryData<string> Experiments =>
    [
        .. Directory.GetFiles(Path.Combine(Laboratory.Repository, "experiments"), "*.yml")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name is not ("sources" or "weights")).Order(StringComparer.Ordinal)
            .DistinctBy(name => Layers(Resolved(name).Experiment)),
    ];

    [SkippableTheory]
    [MemberData(nameof(Experiments))]
    public void A_network_gives_the_same_in_all(string name)
    {
        var file = SharedData.TryFind("images/dog.jpg");
        Skip.If(file is null, SharedData.Absent);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var picture = ImageFile.Decode(File.ReadAllBytes(file!), file!);
        var experiment = Resolved(name);
        manual_seed(1);
        using var model = SsdModel.Build(ModelSetup.Spec(experiment));
        var (offsets, logits) = Predict(model, picture);

        var request = Request(experiment.Experiment, model);
        using (var script = new ScriptDetector(Written(request, stream => TorchScriptFormat.Write(request, stream))))
        {
            var (scriptOffsets, scriptLogits) = script.Run(picture);
            // The network in float32 is as far from itself in float64.
            Assert.InRange(Difference(offsets, scriptOffsets) / offsets.Max(Math.Abs), 0, 2e-4);
            Assert.InRange(Difference(logits, scriptLogits) / logits.Max(Math.Abs), 0, 2e-4);
        }

        using var exported = new ExportedDetector(Written(request, stream => OnnxFormat.ToGraph(request).Write(stream)));
        var outputs = exported.Run(exported.ToInput(picture));

        Assert.InRange(Difference(offsets, (float[])outputs["offsets"]), 0, 1e-3);
        Assert.InRange(Difference(logits, (float[])outputs["logits"]), 0, 1e-3);
        var evaluate = experiment.Experiment.Evaluate;
        var decoding = DecoderSetup.Decoding(evaluate) with { ScoreThreshold = ClearThreshold(model, evaluate, offsets, logits) };
        var expected = DecoderSetup.Decoder(model, evaluate, decoding).Decode(offsets, logits);
        Assert.InRange(expected.Count, 5, 200);
        var description = exported.Description with { Decoding = exported.Description.Decoding with { ScoreThreshold = decoding.ScoreThreshold } };
        Agreement.Check(expected, description.CreateDecoder().Decode((float[])outputs["offsets"], (float[])outputs["logits"]));
    }

    // A trained network has few candidates. One with random weights has thousands, of scores and overlaps so near to each other that the
    // last bit decides about some: the threshold takes the best of them, and is where no score is near.
    private static float ClearThreshold(SsdModel model, EvaluateOptions evaluate, float[] offsets, float[] logits)
    {
        var candidates = DecoderSetup.Decoder(model, evaluate, DecoderSetup.Decoding(evaluate) with { NmsThreshold = 1, MaxDetections = 200 }).Decode(offsets, logits);
        var (above, below) = candidates.Skip(50).Zip(candidates.Skip(51), (a, b) => (a.Score, b.Score)).MaxBy(pair => pair.Item1 - pair.Item2);
        return (above + below) / 2;
    }

    private static ResolvedExperiment Resolved(string name) => ResolvedExperiment.Load(Laboratory.Repository, name, [], _catalogue.Value);

    private static string Layers(Experiment experiment)
    {
        var model = experiment.Model with { DefaultBoxes = new DefaultBoxOptions { AspectRatios = [[1]] }, Variances = [1, 1, 1, 1], Loss = new() { Name = "multibox" }, Pixels = null };
        return (experiment with { Model = model }).CanonicalText(ExperimentSection.Model);
    }

    private static ExportRequest Request(Experiment experiment, SsdModel model) => new()
    {
        Model = model,
        Description = ExportStage.Describe(experiment, model, null),
        Origin = new Dictionary<string, string>(),
    };

    private static byte[] Written(ExportRequest request, Action<Stream> write)
    {
        using var stream = new MemoryStream((int)request.Model.Network.parameters().Sum(parameter => 4 * parameter.numel()) + 1_000_000);
        write(stream);
        return stream.ToArray();
    }

    // Gives the network statistics as training would, factors that matter, and predictions of a size that makes detections of all scores.
    private static (float[] Offsets, float[] Logits) Predict(SsdModel model, RgbImage picture)
    {
        var writer = new InputWriter(model.InputSize, model.Normalization);
        var pixels = new float[writer.Length];
        writer.Write(picture, pixels);
        foreach (var norm in model.Network.modules().OfType<BatchNorm2d>())
        {
            norm.weight!.uniform_(0.6, 1.4);
            norm.bias!.uniform_(-0.3, 0.3);
            norm.register_forward_pre_hook((_, input) =>
            {
                norm.running_mean!.copy_(input.mean([0, 2, 3]) * 0.6);
                norm.running_var!.copy_(input.var([0, 2, 3], unbiased: false) + 0.1);
                return input;
            });
        }

        model.Network.eval();
        var output = model.Network.call(model.ToInput(tensor(pixels, [1, 3, model.InputSize, model.InputSize])));
        return (Scale("offsets", output.Offsets, 1), Scale("logits", output.Logits, 2));

        // Through the last convolution of each predictor, whose output they are.
        float[] Scale(string part, Tensor values, double deviation)
        {
            var factor = deviation / values.std();
            foreach (var (name, parameter) in model.Network.named_parameters())
            {
                if (Regex.IsMatch(name, $@"^head\.{part}\.\d+\.(pointwise\.)?(weight|bias)$")) parameter.mul_(factor);
            }

            return (values * factor).data<float>().ToArray();
        }
    }

    private static float Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
    }
}
