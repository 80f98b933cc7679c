using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Finds out whether this libtorch and processor run oneDNN's fused convolutions: by running all their forms once.</summary>
internal static class Prepacking
{
    private static readonly Lazy<bool> _float32 = new(() => Try(NetworkPrecision.Fp32));
    private static readonly Lazy<bool> _bfloat16 = new(() => Try(NetworkPrecision.Bf16));

    public static bool Works(NetworkPrecision precision) => precision switch
    {
        NetworkPrecision.Fp32 => _float32.Value,
        NetworkPrecision.Bf16 => _bfloat16.Value,
        _ => false,
    };

    // Three convolutions: with an activation, with a sum of its own, with one in the place of what it adds.
    private static bool Try(NetworkPrecision precision)
    {
        // oneDNN takes bfloat16 only with these; libtorch says so by an exception, which would do too, but for a log line of it.
        if (precision == NetworkPrecision.Bf16 && !(Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported)) return false;
        using var scope = NewDisposeScope();
        var input = new InputStep();
        var shape = new ConvolutionShape([1, 1], [0, 0], [1, 1], 1);
        var weight = ones([3, 3, 1, 1], ScalarType.Float64);
        var first = new ConvolutionStep(input, weight, null, shape, Activation.Relu6);
        var second = new ConvolutionStep(first, weight.clone(), null, shape, Activation.Relu, first);
        var third = new ConvolutionStep(first, weight.clone(), zeros(3, ScalarType.Float64), shape, Activation.None, second);
        var source = ScriptWriter.Write(new StepGraph(input, [first, third]), new ScriptOptions(ProcessorPrecision.TypeOf(precision), ChannelsLast: true, Prepacked: true));
        try
        {
            using var module = ScriptLoader.Load(source, CPU);
            var images = ones(1, 3, 4, 4);
            module.invoke(ScriptModuleSource.PrepareMethod, images);
            var (offsets, logits) = module.call(images);
            return offsets.eq(3).all().item<bool>() && logits.eq(21).all().item<bool>();
        }
        catch (ExternalException)
        {
            return false;
        }
    }
}
