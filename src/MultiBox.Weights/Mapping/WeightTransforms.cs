namespace MultiBox.Weights;

/// <summary>Does what a <see cref="WeightTransform"/> says, and the reverse.</summary>
internal static class WeightTransforms
{
    // SSD takes every fourth channel of fc6 and fc7, and every third row and column of fc6's 7x7 (DeepLab, arXiv:1412.7062).
    private const int ChannelStep = 4;
    private const int CellStep = 3;

    /// <summary>The numbers for a tensor of ours.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="from">The foreign tensors.</param>
    /// <param name="shape">Our shape.</param>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <returns>The numbers; null when the shapes do not fit.</returns>
    public static float[]? Apply(WeightTransform transform, IReadOnlyList<WeightTensor> from, IReadOnlyList<long> shape, int classCount)
    {
        var tensor = from[0];
        var fits = tensor.Shape.SequenceEqual(shape);
        var sameCount = tensor.Count == WeightTensor.Elements(shape);
        return transform switch
        {
            WeightTransform.None => fits ? tensor.ToFloats() : null,
            WeightTransform.Reshape => sameCount ? tensor.ToFloats() : null,
            WeightTransform.Ones => sameCount ? Constant(tensor.Count, 1) : null,
            WeightTransform.Divide => sameCount && from[1].Count == 1 ? Divide(tensor.ToFloats(), from[1].ToFloats()[0]) : null,
            WeightTransform.Transpose => shape.Count >= 2 && tensor.Shape.SequenceEqual(Swapped(shape)) ? Transpose(tensor.ToFloats(), shape) : null,
            WeightTransform.FlipInput => fits && shape.Count >= 2 ? FlipInput(tensor.ToFloats(), shape) : null,
            WeightTransform.Decimate => Decimate(tensor, shape),
            WeightTransform.BackgroundFirst => fits && shape.Count > 0 && shape[0] % classCount == 0 ? MoveBackground(tensor.ToFloats(), shape, classCount, toFront: true) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
        };
    }

    /// <summary>The numbers of the foreign tensors that <see cref="Apply"/> makes ours from.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="values">Our numbers.</param>
    /// <param name="shape">Our shape.</param>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <param name="foreignShape">The rule's, see <see cref="MappingRule.ForeignShape"/>.</param>
    /// <returns>Shape and numbers of each foreign tensor; null where there is no way back.</returns>
    public static IReadOnlyList<(long[] Shape, float[] Values)>? Invert(WeightTransform transform, float[] values, IReadOnlyList<long> shape, int classCount, IReadOnlyList<long>? foreignShape) =>
        transform switch
        {
            WeightTransform.None => [([.. shape], values)],
            // The foreign network would read 1 whatever is written.
            WeightTransform.Ones => values.AsSpan().ContainsAnyExcept(1f) ? null : [([.. shape], values)],
            WeightTransform.Reshape => [(Resolve(foreignShape ?? shape, values.Length), values)],
            WeightTransform.Divide => [([.. shape], values), ([1], [1])],
            WeightTransform.Transpose => [(Swapped(shape), Transpose(values, Swapped(shape)))],
            WeightTransform.FlipInput => [([.. shape], FlipInput(values, shape))],
            WeightTransform.Decimate => null,
            WeightTransform.BackgroundFirst => [([.. shape], MoveBackground(values, shape, classCount, toFront: false))],
            _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
        };

    private static long[] Swapped(IReadOnlyList<long> shape) => [shape[1], shape[0], .. shape.Skip(2)];

    private static long[] Resolve(IReadOnlyList<long> shape, int count)
    {
        var known = shape.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size);
        return [.. shape.Select(size => size >= 0 ? size : count / known)];
    }

    private static float[] Constant(int count, float value)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    private static float[] Divide(float[] values, float divisor) => Array.ConvertAll(values, value => divisor == 0 ? 0 : value / divisor);

    private static float[] Transpose(float[] values, IReadOnlyList<long> shape)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var inner = values.Length / Math.Max(1, rows * columns);
        var result = new float[values.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++) values.AsSpan(((c * rows) + r) * inner, inner).CopyTo(result.AsSpan(((r * columns) + c) * inner));
        }

        return result;
    }

    private static float[] FlipInput(float[] values, IReadOnlyList<long> shape)
    {
        var channels = (int)shape[1];
        var inner = (int)shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        var result = new float[values.Length];
        for (var i = 0; i < values.Length / Math.Max(1, inner); i++)
        {
            var flipped = (i / channels * channels) + channels - 1 - (i % channels);
            values.AsSpan(i * inner, inner).CopyTo(result.AsSpan(flipped * inner));
        }

        return result;
    }

    private static float[] MoveBackground(float[] values, IReadOnlyList<long> shape, int classCount, bool toFront)
    {
        var row = values.Length / (int)shape[0];
        var box = row * classCount;
        var result = new float[values.Length];
        for (var start = 0; start < values.Length; start += box)
        {
            var from = values.AsSpan(start, box);
            var to = result.AsSpan(start, box);
            if (toFront)
            {
                from[^row..].CopyTo(to);
                from[..^row].CopyTo(to[row..]);
            }
            else
            {
                from[..row].CopyTo(to[^row..]);
                from[row..].CopyTo(to);
            }
        }

        return result;
    }

    // [4 * O, I * h * w] or [4 * O] -> [O, I or I / 4, kh, kw] or [O]: the layer's own inputs are decimated where they were before.
    private static float[]? Decimate(WeightTensor tensor, IReadOnlyList<long> shape)
    {
        if (tensor.Shape.Count == 0 || shape.Count == 0 || tensor.Shape[0] != ChannelStep * shape[0]) return null;
        var values = tensor.ToFloats();
        if (shape.Count == 1) return tensor.Shape.Count == 1 ? [.. Enumerable.Range(0, (int)shape[0]).Select(i => values[i * ChannelStep])] : null;
        if (shape.Count != 4) return null;

        var (outputs, inputs, height, width) = ((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
        var perOutput = values.Length / (int)tensor.Shape[0];
        // A 1x1 convolution reads channels that were decimated themselves; a larger one reads all channels of a larger map.
        var pointwise = height == 1 && width == 1;
        var (inputStep, mapHeight, mapWidth) = pointwise ? (ChannelStep, 1, 1) : (1, ((height - 1) * CellStep) + 1, ((width - 1) * CellStep) + 1);
        if (perOutput != inputs * inputStep * mapHeight * mapWidth) return null;
        var result = new float[outputs * inputs * height * width];
        var next = 0;
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        var cell = (((i * inputStep * mapHeight) + (y * CellStep)) * mapWidth) + (x * CellStep);
                        result[next++] = values[(o * ChannelStep * perOutput) + cell];
                    }
                }
            }
        }

        return result;
    }
}
