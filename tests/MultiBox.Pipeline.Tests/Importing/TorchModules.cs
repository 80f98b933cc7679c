namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>The tensors of PyTorch's modules, under the names of its state dictionaries.</summary>
internal static class TorchModules
{
    /// <summary>A convolution with a square kernel.</summary>
    public static ForeignWeights Convolution(this ForeignWeights weights, string name, int outputs, int inputs, int kernel, bool bias = true) =>
        weights.Convolution(name, outputs, inputs, (kernel, kernel), bias);

    /// <summary>A convolution.</summary>
    public static ForeignWeights Convolution(this ForeignWeights weights, string name, int outputs, int inputs, (int Height, int Width) kernel, bool bias = true)
    {
        weights.Add($"{name}.weight", outputs, inputs, kernel.Height, kernel.Width);
        return bias ? weights.Add($"{name}.bias", outputs) : weights;
    }

    /// <summary>A batch norm; before PyTorch 0.4.1 it did not count batches.</summary>
    public static ForeignWeights BatchNorm(this ForeignWeights weights, string name, int channels, bool counts = true)
    {
        weights.Add($"{name}.weight", channels).Add($"{name}.bias", channels).Add($"{name}.running_mean", channels).Add($"{name}.running_var", channels);
        return counts ? weights.Add($"{name}.num_batches_tracked") : weights;
    }

    /// <summary>A fully connected layer.</summary>
    public static ForeignWeights Linear(this ForeignWeights weights, string name, int outputs, int inputs) =>
        weights.Add($"{name}.weight", outputs, inputs).Add($"{name}.bias", outputs);

    /// <summary>torchvision.ops.Conv2dNormActivation: a convolution without bias and its batch norm.</summary>
    public static ForeignWeights NormalizedConvolution(this ForeignWeights weights, string name, int outputs, int inputs, int kernel) =>
        weights.Convolution($"{name}.0", outputs, inputs, kernel, bias: false).BatchNorm($"{name}.1", outputs);
}
