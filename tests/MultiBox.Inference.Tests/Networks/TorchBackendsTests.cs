using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Inference.Networks;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using static TorchSharp.torch;

namespace MultiBox.Inference.Tests.Networks;

public sealed class TorchBackendsTests(TinyRun run) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData(ScalarType.Float32, "libtorch, cpu, fp32, compiled", 1e-5)]
    [InlineData(ScalarType.BFloat16, "libtorch, cpu, bf16, compiled", 0.05)]
    [InlineData(ScalarType.Float16, "libtorch, cpu, fp16, compiled", 0.01)]
    public void A_backend_predicts_what_the_modules_predict(ScalarType precision, string description, double tolerance)
    {
        using var model = Model();
        using var plain = new TorchBackend(model, owned: false);
        using var backend = TorchBackends.Of(model, precision, batchSize: 2);
        // Emulated where the processor has no instructions for it.
        Assert.Equal(description, backend.Description.Replace(" emulated", "", StringComparison.Ordinal));
        foreach (var count in new[] { 2, 1, 3 })
        {
            var expected = Predict(plain, model, count);
            var largest = expected.Max(MathF.Abs);
            Assert.InRange(largest, 0.01f, 100);
            Assert.All(expected.Zip(Predict(backend, model, count)), pair => Assert.Equal(pair.First, pair.Second, tolerance * largest));
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, "libtorch, cpu, fp32")]
    [InlineData(ScalarType.Float16, "libtorch, cpu, fp16 emulated")]
    public void A_part_that_does_not_describe_itself_is_computed_as_it_is(ScalarType precision, string description)
    {
        using var model = Model(head => new SilentHead(head));
        using var described = Model();
        using var emulation = precision == ScalarType.Float32 ? null : EmulatedConvolutions.Install(described.Network);
        using var backend = TorchBackends.Of(model, precision, batchSize: 1);
        using var expected = new TorchBackend(described, owned: false, precision);
        Assert.Equal(description, backend.Description);
        Assert.Equal(Predict(expected, described, 1), Predict(backend, model, 1));
    }

    [Fact]
    public void A_compiled_network_keeps_nothing_of_the_model_that_it_took()
    {
        using var model = Model();
        using var plain = new TorchBackend(model, owned: false);
        var expected = Predict(plain, model, 1);
        using var backend = TorchBackends.Take(model, ScalarType.Float32, batchSize: 1);
        Assert.True(model.Network.parameters().All(parameter => parameter.IsInvalid));
        Assert.All(expected.Zip(Predict(backend, model, 1)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    // The weights of the run.
    private SsdModel Model(Func<DetectionHead, DetectionHead>? wrap = null)
    {
        var trained = TrainedRun.Open(run.Root);
        var spec = ModelSetup.Spec(ResolvedExperiment.Load(trained.Root, trained.Experiment, null, PluginCatalogue.Load(TinyRun.Plugins)));
        var model = SsdModel.Build(spec with { CreateHead = context => wrap is null ? spec.CreateHead(context) : wrap(spec.CreateHead(context)) });
        var saved = Safetensors.Read(trained.Weights);
        using var noGradients = no_grad();
        foreach (var (name, tensor) in model.Network.state_dict())
        {
            tensor.copy_(saved[name.Replace("head._inner.", "head.", StringComparison.Ordinal)]);
        }

        foreach (var tensor in saved.Values) tensor.Dispose();
        model.Network.eval();
        return model;
    }

    private static float[] Predict(INetworkBackend backend, SsdModel model, int count)
    {
        var random = new Random(count);
        float[] images = [.. Enumerable.Range(0, count * 3 * model.InputSize * model.InputSize).Select(_ => (random.NextSingle() * 4) - 2)];
        var offsets = new float[count * model.DefaultBoxes.Count * 4];
        var logits = new float[count * model.DefaultBoxes.Count * model.ClassCount];
        backend.Run(images, count, offsets, logits);
        return [.. offsets, .. logits];
    }

    private sealed class SilentHead : DetectionHead
    {
        private readonly DetectionHead _inner;

        public SilentHead(DetectionHead inner)
            : base(nameof(SilentHead))
        {
            _inner = inner;
            RegisterComponents();
        }

        public override HeadOutput forward(IReadOnlyList<Tensor> input) => _inner.call(input);
    }
}
