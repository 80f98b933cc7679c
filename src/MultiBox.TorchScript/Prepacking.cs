using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Finds out whether this libtorch and processor run oneDNN's fused convolutions: by running all their forms once.</summary>
internal static class Prepacking
{
    private static readonly Lazy<bool> _float32 = new(() => Try(ScalarType.Float32));
    private static readonly Lazy<bool> _bfloat16 = new(() => Try(ScalarType.BFloat16));

    public static bool Works(ScalarType precision) => precision switch
    {
        ScalarType.Float32 => _float32.Value,
        ScalarType.BFloat16 => _bfloat16.Value,
        _ => false,
    };

    // Three convolutions: with an activation, with a sum of its own, with one in the place of what it adds.
    private static bool Try(ScalarType precision)
    {
        // oneDNN takes bfloat16 only with these; libtorch says so by an exception, which would do too, but for a log line of it.
        if (precision == ScalarType.BFloat16 && !(Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported)) return false;
        using var scope = NewDisposeScope();
        var input = new InputStep();
        var shape = new ConvolutionShape([1, 1], [0, 0], [1, 1], 1);
        var weight = ones([3, 3, 1, 1], ScalarType.Float64);
        var first = new ConvolutionStep(input, weight, null, shape, Activation.Relu6);
        var second = new ConvolutionStep(first, weight.clone(), null, shape, Activation.Relu, first);
        var third = new ConvolutionStep(first, weight.clone(), zeros(3, ScalarType.Float64), shape, Activation.None, second);
        var source = ScriptWriter.Write(new StepGraph(input, [first, third]), new ScriptOptions(precision, ChannelsLast: true, PrepackedFor: (4, 1)));
        jit.ScriptModule<Tensor, (Tensor, Tensor)>? module = null;
        try
        {
            module = ScriptLoader.Load(source, CPU);
            module.invoke(ScriptModuleSource.PrepareMethod);
            var (offsets, logits) = module.call(ones(1, 3, 4, 4));
            return offsets.eq(3).all().item<bool>() && logits.eq(21).all().item<bool>();
        }
        catch (ExternalException)
        {
            return false;
        }
        finally
        {
            module?.Release();
        }
    }
}
