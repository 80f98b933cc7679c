using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// A table from a foreign network's tensors to ours. Every foreign tensor is used exactly once or ignored for a reason, every tensor
/// of ours is filled exactly once or new for a reason: anything else is an error that names the tensors.
/// </summary>
/// <param name="Name">What the table is called, e.g. <c>mxnet-resnet-v2-ssd</c>.</param>
/// <param name="Rules">The rules; for one tensor exactly one may fit.</param>
/// <param name="Ignored">Foreign tensors without a place.</param>
/// <param name="New">Tensors of ours without a source.</param>
public sealed record WeightMapping(string Name, IReadOnlyList<MappingRule> Rules, IReadOnlyList<IgnoredRule> Ignored, IReadOnlyList<NewRule> New)
{
    private const int Listed = 20;

    /// <summary>Maps a file's tensors.</summary>
    /// <param name="source">The foreign tensors.</param>
    /// <param name="targets">Name and shape of each tensor of ours.</param>
    /// <param name="reinitialized">
    /// Whether a tensor of ours may have another shape than the foreign one, as predictors have for other classes: it is then new.
    /// Null: no.
    /// </param>
    /// <returns>The numbers for ours, by name, and what was done.</returns>
    /// <exception cref="MultiBoxException">The table does not fit the two networks; all tensors at fault are named.</exception>
    public (IReadOnlyDictionary<string, float[]> Values, MappingReport Report) Apply(
        WeightFile source, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, Func<string, bool>? reinitialized = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        var run = new Run(this, source, targets, reinitialized ?? (_ => false));
        return run.Apply();
    }

    private sealed class Run(WeightMapping mapping, WeightFile source, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, Func<string, bool> reinitialized)
    {
        private readonly Dictionary<string, WeightTensor> _tensors = source.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        private readonly Dictionary<string, string> _usedFor = new(StringComparer.Ordinal);
        private readonly Dictionary<string, float[]> _values = new(StringComparer.Ordinal);
        private readonly List<(string, IReadOnlyList<string>, WeightTransform)> _mapped = [];
        private readonly List<(string, string)> _new = [];
        private readonly List<string> _faults = [];

        public (IReadOnlyDictionary<string, float[]>, MappingReport) Apply()
        {
            foreach (var rule in mapping.Rules)
            {
                if (rule.Value is { } value) FillAll(rule, value);
                else MapAll(rule);
            }

            var ignored = new List<(string, string)>();
            foreach (var name in source.Tensors.Select(tensor => tensor.Name).Where(name => !_usedFor.ContainsKey(name)))
            {
                if (mapping.Ignored.FirstOrDefault(rule => rule.From.Match(name) is not null) is { } rule) ignored.Add((name, rule.Reason));
                else _faults.Add($"{name} {Show(_tensors[name].Shape)}: the file has it, the table does not");
            }

            var known = _new.Select(item => item.Item1).ToHashSet(StringComparer.Ordinal);
            foreach (var (name, shape) in targets.Where(target => !_values.ContainsKey(target.Key) && !known.Contains(target.Key)))
            {
                if (mapping.New.FirstOrDefault(rule => rule.To.Match(name) is not null) is { } rule) _new.Add((name, rule.Reason));
                else _faults.Add($"{name} {Show(shape)}: the network has it, nothing in the file fills it");
            }

            if (_faults.Count > 0) throw DoesNotFit();
            return (_values, new MappingReport(_mapped, ignored, _new));
        }

        private void MapAll(MappingRule rule)
        {
            foreach (var tensor in source.Tensors)
            {
                if (rule.From[0].Match(tensor.Name) is not { } numbers) continue;
                var to = rule.To.Fill(numbers);
                var from = rule.From.Select(pattern => pattern.Fill(numbers)).ToList();
                if (!from.All(name => Use(name, to))) continue;
                if (!targets.TryGetValue(to, out var shape)) _faults.Add($"{tensor.Name} {Show(tensor.Shape)}: its place {to} is not in the network");
                else if (Transform(rule.Transform, [.. from.Select(name => _tensors[name])], shape) is { } values) Keep(to, values, from, rule.Transform);
                else if (reinitialized(to)) _new.Add((to, $"{Show(tensor.Shape)} in the file, {Show(shape)} here"));
                else _faults.Add($"{tensor.Name} {Show(tensor.Shape)}: its place {to} has {Show(shape)}");
            }
        }

        private void FillAll(MappingRule rule, float value)
        {
            foreach (var (name, shape) in targets)
            {
                if (rule.To.Match(name) is null) continue;
                var values = new float[WeightTensor.Elements(shape) ?? 0];
                Array.Fill(values, value);
                Keep(name, values, [], WeightTransform.None);
            }
        }

        private bool Use(string name, string to)
        {
            if (!_tensors.TryGetValue(name, out var tensor))
            {
                _faults.Add($"{name}: {to} is made from it, but the file does not have it");
                return false;
            }

            if (_usedFor.TryAdd(name, to)) return true;
            // A factor that several tensors are divided by is used by each of them.
            if (tensor.Count == 1) return true;
            _faults.Add($"{name}: used for {_usedFor[name]} and for {to}");
            return false;
        }

        private void Keep(string to, float[] values, List<string> from, WeightTransform transform)
        {
            if (_values.TryAdd(to, values)) _mapped.Add((to, from, transform));
            else _faults.Add($"{to}: filled twice, the second time from {(from.Count == 0 ? "a constant" : string.Join(", ", from))}");
        }

        private static float[]? Transform(WeightTransform transform, IReadOnlyList<WeightTensor> from, IReadOnlyList<long> shape)
        {
            var tensor = from[0];
            var fits = tensor.Shape.SequenceEqual(shape);
            return transform switch
            {
                WeightTransform.None => fits ? tensor.ToFloats() : null,
                WeightTransform.Reshape => tensor.Count == WeightTensor.Elements(shape) ? tensor.ToFloats() : null,
                WeightTransform.Ones => tensor.Count == WeightTensor.Elements(shape) ? Constant(tensor.Count, 1) : null,
                WeightTransform.Divide => tensor.Count == WeightTensor.Elements(shape) && from[1].Count == 1 ? Divide(tensor.ToFloats(), from[1].ToFloats()[0]) : null,
                WeightTransform.Transpose => shape.Count >= 2 && tensor.Shape.SequenceEqual([shape[1], shape[0], .. shape.Skip(2)]) ? Transpose(tensor.ToFloats(), shape) : null,
                WeightTransform.FlipInput => fits && shape.Count >= 2 ? FlipInput(tensor.ToFloats(), shape) : null,
                _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
            };
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
            for (var i = 0; i < values.Length / inner; i++)
            {
                var flipped = (i / channels * channels) + channels - 1 - (i % channels);
                values.AsSpan(i * inner, inner).CopyTo(result.AsSpan(flipped * inner));
            }

            return result;
        }

        private MultiBoxException DoesNotFit()
        {
            var more = _faults.Count > Listed ? $"\n  and {_faults.Count - Listed} more" : "";
            return new MultiBoxException(
                $"{source.Path}: these are not the weights that the table '{mapping.Name}' is for:\n  {string.Join("\n  ", _faults.Take(Listed))}{more}\nUse the experiment of their network, or another table.");
        }

        private static string Show(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
    }
}
