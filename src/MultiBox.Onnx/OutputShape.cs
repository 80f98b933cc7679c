using static TorchSharp.torch;

namespace MultiBox.Onnx;

/// <summary>Learns the shape of a module's output by running it, and which dimensions follow which of the input.</summary>
internal static class OutputShape
{
    public static (ScalarType Type, IReadOnlyList<OnnxDimension> Shape) Of(nn.Module<Tensor, Tensor> module, OnnxInput input, string outputName)
    {
        var training = module.training;
        module.eval();
        try
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            var (type, shape) = Run(module, input, null);
            var dimensions = shape.Select(OnnxDimension.Fixed).ToArray();
            foreach (var name in input.Shape.Where(dimension => dimension.IsDynamic).Select(dimension => dimension.Name!).Distinct())
            {
                var size = input.Shape.First(dimension => dimension.Name == name).Size;
                var (_, other) = Run(module, input, name);
                for (var i = 0; i < dimensions.Length; i++)
                {
                    if (other[i] == shape[i]) continue;
                    dimensions[i] = OnnxDimension.Dynamic(shape[i] == size && other[i] == 2 * size ? name : $"{outputName}_{i}", shape[i]);
                }
            }

            return (type, dimensions);
        }
        finally
        {
            module.train(training);
        }
    }

    private static (ScalarType Type, long[] Shape) Run(nn.Module<Tensor, Tensor> module, OnnxInput input, string? doubled)
    {
        long[] shape = [.. input.Shape.Select(dimension => dimension.IsDynamic && dimension.Name == doubled ? 2 * dimension.Size : dimension.Size)];
        var device = module.parameters().FirstOrDefault()?.device ?? CPU;
        try
        {
            var output = module.call(zeros(shape, input.Type, device));
            return (output.dtype, output.shape);
        }
        catch (System.Runtime.InteropServices.ExternalException fault)
        {
            throw new OnnxExportException(
                $"The module does not take an input '{input.Name}' of [{string.Join(", ", shape)}]: {fault.Message.Split('\n')[0]}\n  Give the shape that it takes; for a dynamic dimension an example of which twice as much is a size that it takes too.", fault);
        }
    }
}
