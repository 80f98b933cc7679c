namespace MultiBox.Weights;

/// <summary>One application of a table; see <see cref="WeightMapping"/>.</summary>
internal sealed class MappingRun(WeightMapping mapping, WeightFile source, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, int classCount, Func<string, bool> reinitialized)
{
    private readonly Dictionary<string, WeightTensor> _tensors = source.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _modules = [.. targets.Keys.Select(Module)];
    private readonly Dictionary<string, string> _usedFor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _values = new(StringComparer.Ordinal);
    private readonly List<(string, IReadOnlyList<string>, WeightTransform)> _mapped = [];
    private readonly List<(string, string)> _ignored = [];
    private readonly List<(string, string)> _new = [];
    private readonly List<string> _faults = [];

    public MappingOutcome Run()
    {
        foreach (var rule in mapping.Rules.Where(rule => rule.Value is null)) MapAll(rule);
        foreach (var rule in mapping.Rules) FillAll(rule);
        foreach (var name in source.Tensors.Select(tensor => tensor.Name).Where(name => !_usedFor.ContainsKey(name)))
        {
            if (mapping.Ignored.FirstOrDefault(rule => rule.From.Match(name) is not null) is { } rule) _ignored.Add((name, rule.Reason));
            else _faults.Add($"{name} {Show(_tensors[name].Shape)}: the file has it, the table does not");
        }

        var known = _new.Select(item => item.Item1).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, shape) in targets.Where(target => !_values.ContainsKey(target.Key) && !known.Contains(target.Key)))
        {
            if (mapping.New.FirstOrDefault(rule => rule.To.Match(name) is not null) is { } rule) _new.Add((name, rule.Reason));
            else _faults.Add($"{name} {Show(shape)}: the network has it, nothing in the file fills it");
        }

        return new MappingOutcome(_values, new MappingReport(_mapped, _ignored, _new), _faults);
    }

    private void MapAll(MappingRule rule)
    {
        foreach (var tensor in source.Tensors)
        {
            if (rule.From[0].Match(tensor.Name) is not { } open) continue;
            var to = rule.To.Fill(open);
            var from = rule.From.Select(pattern => pattern.Fill(open)).ToList();
            // A factor that several tensors are divided by is used by each of them.
            if (!Use(from[0], to, shared: false) || !from.Skip(1).All(name => Use(name, to, shared: true))) continue;
            if (!targets.TryGetValue(to, out var shape)) NoPlace(tensor, to);
            else if (WeightTransforms.Apply(rule.Transform, [.. from.Select(name => _tensors[name])], shape, classCount) is { } values) Keep(to, values, from, rule.Transform);
            else if (reinitialized(to)) _new.Add((to, $"{Show(tensor.Shape)} in the file, {Show(shape)} here"));
            else _faults.Add($"{tensor.Name} {Show(tensor.Shape)}: its place {to} has {Show(shape)}");
        }
    }

    private void NoPlace(WeightTensor tensor, string to)
    {
        if (reinitialized(to)) _ignored.Add((tensor.Name, $"there is no {to} here"));
        else if (mapping.IsPartial && !_modules.Contains(Module(to))) _ignored.Add((tensor.Name, $"{Module(to)} is not built"));
        else _faults.Add($"{tensor.Name} {Show(tensor.Shape)}: its place {to} is not in the network");
    }

    // A constant fills what the file left.
    private void FillAll(MappingRule rule)
    {
        if (rule.Value is not { } value) return;
        foreach (var (name, shape) in targets.Where(target => !_values.ContainsKey(target.Key) && rule.To.Match(target.Key) is not null))
        {
            var values = new float[WeightTensor.Elements(shape) ?? 0];
            Array.Fill(values, value);
            Keep(name, values, [], WeightTransform.None);
        }
    }

    private bool Use(string name, string to, bool shared)
    {
        if (!_tensors.ContainsKey(name))
        {
            _faults.Add($"{name}: {to} is made from it, but the file does not have it");
            return false;
        }

        if (_usedFor.TryAdd(name, to) || shared) return true;
        _faults.Add($"{name}: used for {_usedFor[name]} and for {to}");
        return false;
    }

    private void Keep(string to, float[] values, List<string> from, WeightTransform transform)
    {
        if (values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) _faults.Add($"{string.Join(", ", from)}: holds numbers that are not finite, for {to}");
        else if (_values.TryAdd(to, values)) _mapped.Add((to, from, transform));
        else _faults.Add($"{to}: filled twice, the second time from {string.Join(", ", from)}");
    }

    // The part of the network that a tensor belongs to, e.g. backbone.layer4.
    private static string Module(string name) => string.Join('.', name.Split('.').Take(2));

    private static string Show(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
