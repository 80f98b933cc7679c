using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using MultiBox.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

public sealed class CompiledNetworkTests
{
    public static TheoryData<string> Names => Networks.Names;

    [Fact]
    public void Rows_of_boxes_keep_what_their_map_was()
    {
        using var scope = NewDisposeScope();
        using var network = new LateSumNetwork();
        using var compiled = CompiledNetwork.Compile(network, new CompileOptions { InputSize = 6 });
        var images = randn(2, 3, 6, 6);
        using var mode = inference_mode();
        var (expected, actual) = (network.call(images), compiled.Run(images));
        Outputs.MustAgree(expected.Item1, actual.Offsets, 1e-5);
        Outputs.MustAgree(expected.Item2, actual.Logits, 1e-5);
    }

    // With its convolutions by Winograd's algorithm, of which one adds a map in that map's place.
    [Theory]
    [InlineData(32)]
    [InlineData(63)]
    public void Wide_blocks_predict_the_same(int side)
    {
        using var scope = NewDisposeScope();
        using var network = new WideNetwork();
        var used = UseWinograd.Apply(NetworkPasses.Apply(RecordingGraph.Record(network)), side, batch: 1).InOrder().OfType<WinogradStep>().ToList();
        Assert.Equal([false, true], used.Select(step => step.Convolution.Residual is not null));
        using var compiled = CompiledNetwork.Compile(network, new CompileOptions { InputSize = side });
        using var mode = inference_mode();
        foreach (var batch in new[] { 1, 3 })
        {
            var images = randn(batch, 3, side, side);
            var (expected, actual) = (network.call(images), compiled.Run(images));
            Outputs.MustAgree(expected.Item1, actual.Offsets, 1e-5);
            Outputs.MustAgree(expected.Item2, actual.Logits, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compiled_network_predicts_the_same(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build(name);
        using var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize });
        Assert.True(CompiledNetwork.CanCompile(model.Network));
        Assert.Equal(ScalarType.Float32, compiled.Precision);
        // A batch that it was tuned for, and one that it was not.
        foreach (var batch in new[] { 1, 2 }) Same(model, compiled, batch, 1e-4);
    }

    [SkippableFact]
    public void On_this_processor_convolutions_are_prepacked()
    {
        Skip.IfNot(RuntimeInformation.OSArchitecture == Architecture.X64 && OperatingSystem.IsLinux(), "libtorch has oneDNN's fused convolutions on Linux with x64.");
        using var model = Networks.Build("compact");
        using var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize });
        Assert.True(compiled.IsPrepacked);
    }

    [Fact]
    public void Half_precision_on_a_CPU_is_emulated()
    {
        using var model = Networks.Build("compact");
        using var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize, Precision = ScalarType.Float16, Emulated = true });
        Assert.Equal((ScalarType.Float16, false, true), (compiled.Precision, compiled.IsPrepacked, compiled.IsEmulated));
    }

    // The outputs of libtorch's own loops over such numbers, which are many times slower.
    [Theory]
    [InlineData(ScalarType.BFloat16, 1 / 128.0)]
    [InlineData(ScalarType.Float16, 1 / 1024.0)]
    public void Emulated_precisions_are_those_of_libtorch(ScalarType type, double step)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build("compact");
        var graph = NetworkPasses.Apply(RecordingGraph.Record(model.Network));
        using var emulated = ScriptLoader.Load(ScriptWriter.Write(graph, new ScriptOptions(type, ChannelsLast: true, Emulated: true)), CPU);
        using var slow = ScriptLoader.Load(ScriptWriter.Write(graph, new ScriptOptions(type, ChannelsLast: true)), CPU);
        using var mode = inference_mode();
        var images = randn(2, 3, model.InputSize, model.InputSize);
        var (expected, actual, exact) = (slow.call(images), emulated.call(images), Plain(model, images));
        foreach (var (theirs, ours, plain) in new[] { (expected.Item1, actual.Item1, exact.Offsets), (expected.Item2, actual.Item2, exact.Logits) })
        {
            // A few units in the last place of the largest number, which sums in another order leave after all layers; and of that type.
            Outputs.MustAgree(theirs, ours, 2 * step);
            Assert.True(ours.eq(ours.to(type).to(ScalarType.Float32)).all().item<bool>());
            Assert.True((ours - theirs).square().mean().item<float>() < (ours - plain).square().mean().item<float>());
        }
    }

    [Fact]
    public void Several_threads_at_once_get_what_each_alone_would()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build("resnet18");
        using var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize });
        Tensor[] images = [.. Enumerable.Range(1, 4).Select(batch => randn(batch, 3, model.InputSize, model.InputSize))];
        var expected = images.Select(compiled.Run).ToArray();
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var own = NewDisposeScope();
            var (offsets, logits) = compiled.Run(images[i % images.Length]);
            Assert.True(offsets.allclose(expected[i % images.Length].Offsets, 1e-5, 1e-6));
            Assert.True(logits.allclose(expected[i % images.Length].Logits, 1e-5, 1e-6));
        });
    }

    [Fact]
    public void Compiling_and_running_leave_nothing_behind_but_the_results()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build("mobilenet-v3");
        var images = randn(1, 3, model.InputSize, model.InputSize);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var compiled = CompiledNetwork.Compile(model.Network, new CompileOptions { InputSize = model.InputSize });
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var run = 0; run < 3; run++)
        {
            var (offsets, logits) = compiled.Run(images);
            Assert.Equal(live + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            offsets.Dispose();
            logits.Dispose();
        }

        compiled.Dispose();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // Beside the tensors that TorchSharp counts: libtorch has its own of a script's weights.
    [Fact]
    public void A_disposed_network_gives_its_memory_back()
    {
        using var network = new WideNetwork();
        var weights = network.parameters().Sum(parameter => parameter.numel() * parameter.ElementSize);
        void Rounds(int count)
        {
            for (var round = 0; round < count; round++)
            {
                using var scope = NewDisposeScope();
                using var compiled = CompiledNetwork.Compile(network, new CompileOptions { InputSize = 8 });
                compiled.Run(zeros(1, 3, 8, 8));
            }

            GC.Collect();
        }

        Rounds(10);
        var before = Environment.WorkingSet;
        Rounds(60);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 20 * weights);
    }

    private static void Same(SsdModel model, CompiledNetwork compiled, int batch, double tolerance)
    {
        var images = randn(batch, 3, model.InputSize, model.InputSize);
        var expected = Plain(model, images);
        var (offsets, logits) = compiled.Run(images);
        Outputs.MustAgree(expected.Offsets, offsets, tolerance);
        Outputs.MustAgree(expected.Logits, logits, tolerance);
    }

    private static HeadOutput Plain(SsdModel model, Tensor images)
    {
        using var mode = inference_mode();
        return model.Network.call(images);
    }
}
