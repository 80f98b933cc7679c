namespace MultiBox.Weights.Tests;

/// <summary>Tensors as networks have them, for files of every format.</summary>
internal static class States
{
    /// <summary>A small residual network: convolutions, batch norms with their counters where wanted, a classifier.</summary>
    /// <param name="counters">Whether each batch norm has its I64 counter, a tensor without sizes.</param>
    public static IReadOnlyList<WeightTensor> Network(bool counters)
    {
        var tensors = new List<WeightTensor>();
        var channels = 3;
        foreach (var (block, width) in new[] { 8, 8, 16, 16, 32 }.Index())
        {
            Add($"layer{block}.conv.weight", width, channels, 3, 3);
            Add($"layer{block}.bn.weight", width);
            Add($"layer{block}.bn.bias", width);
            Add($"layer{block}.bn.running_mean", width);
            Add($"layer{block}.bn.running_var", width);
            if (counters) tensors.Add(new WeightTensor($"layer{block}.bn.num_batches_tracked", WeightType.I64, [], BitConverter.GetBytes(1000L + block)));
            channels = width;
        }

        Add("fc.weight", 10, channels);
        Add("fc.bias", 10);
        return tensors;

        void Add(string name, params long[] shape) => tensors.Add(Random(name, WeightType.F32, shape));
    }

    /// <summary>A tensor of any bits, the same each time.</summary>
    public static WeightTensor Random(string name, WeightType type, params long[] shape)
    {
        var bytes = new byte[(int)(shape.Aggregate(1L, (product, size) => product * size) * type.Size())];
        new Random(name.Length).NextBytes(bytes);
        if (type == WeightType.Bool) bytes = Array.ConvertAll(bytes, value => (byte)(value & 1));
        return new WeightTensor(name, type, shape, bytes);
    }
}
