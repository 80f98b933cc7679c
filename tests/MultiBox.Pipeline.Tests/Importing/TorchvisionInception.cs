namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Names and shapes of torchvision's Inception v3 (torchvision.models.inception).</summary>
internal sealed class TorchvisionInception
{
    private readonly ForeignWeights _weights = new();
    private readonly bool _counts;

    private TorchvisionInception(bool counts) => _counts = counts;

    /// <summary>The classifier inception_v3.</summary>
    /// <param name="counts">Whether batch norms count batches, as files since 2018 do.</param>
    public static ForeignWeights InceptionV3(bool counts = true)
    {
        var list = new TorchvisionInception(counts);
        list.Unit("Conv2d_1a_3x3", 32, 3, 3, 3).Unit("Conv2d_2a_3x3", 32, 32, 3, 3).Unit("Conv2d_2b_3x3", 64, 32, 3, 3)
            .Unit("Conv2d_3b_1x1", 80, 64, 1, 1).Unit("Conv2d_4a_3x3", 192, 80, 3, 3);
        list.BlockA("Mixed_5b", 192, 32).BlockA("Mixed_5c", 256, 64).BlockA("Mixed_5d", 288, 64).BlockB("Mixed_6a", 288);
        list.BlockC("Mixed_6b", 128).BlockC("Mixed_6c", 160).BlockC("Mixed_6d", 160).BlockC("Mixed_6e", 192);
        list.Unit("AuxLogits.conv0", 128, 768, 1, 1).Unit("AuxLogits.conv1", 768, 128, 5, 5);
        list._weights.Linear("AuxLogits.fc", 1000, 768);
        list.BlockD("Mixed_7a").BlockE("Mixed_7b", 1280).BlockE("Mixed_7c", 2048);
        return list._weights.Linear("fc", 1000, 2048);
    }

    private TorchvisionInception BlockA(string name, int inputs, int pool) => Unit($"{name}.branch1x1", 64, inputs, 1, 1)
        .Unit($"{name}.branch5x5_1", 48, inputs, 1, 1).Unit($"{name}.branch5x5_2", 64, 48, 5, 5)
        .Doubled(name, inputs).Unit($"{name}.branch_pool", pool, inputs, 1, 1);

    private TorchvisionInception BlockB(string name, int inputs) => Unit($"{name}.branch3x3", 384, inputs, 3, 3).Doubled(name, inputs);

    private TorchvisionInception BlockC(string name, int width) => Unit($"{name}.branch1x1", 192, 768, 1, 1)
        .Unit($"{name}.branch7x7_1", width, 768, 1, 1).Unit($"{name}.branch7x7_2", width, width, 1, 7).Unit($"{name}.branch7x7_3", 192, width, 7, 1)
        .Unit($"{name}.branch7x7dbl_1", width, 768, 1, 1).Unit($"{name}.branch7x7dbl_2", width, width, 7, 1).Unit($"{name}.branch7x7dbl_3", width, width, 1, 7)
        .Unit($"{name}.branch7x7dbl_4", width, width, 7, 1).Unit($"{name}.branch7x7dbl_5", 192, width, 1, 7).Unit($"{name}.branch_pool", 192, 768, 1, 1);

    private TorchvisionInception BlockD(string name) => Unit($"{name}.branch3x3_1", 192, 768, 1, 1).Unit($"{name}.branch3x3_2", 320, 192, 3, 3)
        .Unit($"{name}.branch7x7x3_1", 192, 768, 1, 1).Unit($"{name}.branch7x7x3_2", 192, 192, 1, 7).Unit($"{name}.branch7x7x3_3", 192, 192, 7, 1)
        .Unit($"{name}.branch7x7x3_4", 192, 192, 3, 3);

    private TorchvisionInception BlockE(string name, int inputs) => Unit($"{name}.branch1x1", 320, inputs, 1, 1)
        .Unit($"{name}.branch3x3_1", 384, inputs, 1, 1).Unit($"{name}.branch3x3_2a", 384, 384, 1, 3).Unit($"{name}.branch3x3_2b", 384, 384, 3, 1)
        .Unit($"{name}.branch3x3dbl_1", 448, inputs, 1, 1).Unit($"{name}.branch3x3dbl_2", 384, 448, 3, 3)
        .Unit($"{name}.branch3x3dbl_3a", 384, 384, 1, 3).Unit($"{name}.branch3x3dbl_3b", 384, 384, 3, 1).Unit($"{name}.branch_pool", 192, inputs, 1, 1);

    private TorchvisionInception Doubled(string name, int inputs) => Unit($"{name}.branch3x3dbl_1", 64, inputs, 1, 1)
        .Unit($"{name}.branch3x3dbl_2", 96, 64, 3, 3).Unit($"{name}.branch3x3dbl_3", 96, 96, 3, 3);

    // BasicConv2d.
    private TorchvisionInception Unit(string name, int outputs, int inputs, int height, int width)
    {
        _weights.Convolution($"{name}.conv", outputs, inputs, (height, width), bias: false).BatchNorm($"{name}.bn", outputs, _counts);
        return this;
    }
}
