using System.Runtime.InteropServices;
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
/// <param name="IsPartial">
/// Whether the network may lack whole modules of the foreign one (the first two parts of a name, such as <c>backbone.layer4</c>), as a
/// backbone does that is built only as far as it is used; their tensors are then ignored.
/// </param>
public sealed record WeightMapping(
    string Name, IReadOnlyList<MappingRule> Rules, IReadOnlyList<IgnoredRule> Ignored, IReadOnlyList<NewRule> New, bool IsPartial = false)
{
    private const int Listed = 20;

    /// <summary>Maps a file's tensors.</summary>
    /// <param name="source">The foreign tensors.</param>
    /// <param name="targets">Name and shape of each tensor of ours.</param>
    /// <param name="classCount">C, the number of our classes with the background.</param>
    /// <param name="reinitialized">
    /// Whether a tensor of ours may have another shape than the foreign one, as predictors have for other classes: it is then new. One
    /// that is not there at all is ignored. Null: no.
    /// </param>
    /// <returns>The numbers for ours, by name, and what was done.</returns>
    /// <exception cref="MultiBoxException">The table does not fit the two networks; all tensors at fault are named.</exception>
    public (IReadOnlyDictionary<string, float[]> Values, MappingReport Report) Apply(
        WeightFile source, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, int classCount, Func<string, bool>? reinitialized = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var outcome = Try(source, targets, classCount, reinitialized);
        return outcome.Faults.Count == 0 ? (outcome.Values, outcome.Report) : throw DoesNotFit(source, outcome.Faults);
    }

    /// <summary>Maps a file's tensors as far as the table fits.</summary>
    /// <param name="source">The foreign tensors.</param>
    /// <param name="targets">Name and shape of each tensor of ours.</param>
    /// <param name="classCount">C, the number of our classes with the background.</param>
    /// <param name="reinitialized">As for <see cref="Apply"/>.</param>
    public MappingOutcome Try(WeightFile source, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, int classCount, Func<string, bool>? reinitialized = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        return new MappingRun(this, source, targets, classCount, reinitialized ?? (_ => false)).Run();
    }

    /// <summary>The part of the table that fills one part of the network; the rest of the file is ignored.</summary>
    /// <param name="part">The part, e.g. <c>backbone</c>.</param>
    /// <param name="others">The other parts of the network, whose tensors are new.</param>
    public WeightMapping Restrict(string part, IEnumerable<string> others)
    {
        ArgumentException.ThrowIfNullOrEmpty(part);
        ArgumentNullException.ThrowIfNull(others);
        var inside = Rules.Where(rule => rule.To.Text.StartsWith($"{part}.", StringComparison.Ordinal)).ToList();
        var outside = Rules.Except(inside).SelectMany(rule => rule.From).Select(from => new IgnoredRule(from, $"not part of the {part}"));
        return this with { Rules = inside, Ignored = [.. Ignored, .. outside], New = [.. New, .. others.Select(other => new NewRule(NamePattern.Parse($"{other}.{{rest*}}"), $"not part of the {part}"))], IsPartial = true };
    }

    /// <summary>The error for a table that does not fit.</summary>
    /// <param name="source">The foreign tensors.</param>
    /// <param name="faults">What does not fit, of <see cref="MappingOutcome.Faults"/>.</param>
    public MultiBoxException DoesNotFit(WeightFile source, IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(faults);
        var more = faults.Count > Listed ? $"\n  and {faults.Count - Listed} more" : "";
        return new MultiBoxException(
            $"{source.Path}: these are not the weights that the table '{Name}' is for:\n  {string.Join("\n  ", faults.Take(Listed))}{more}\nUse the experiment of their network, or another table.");
    }

    /// <summary>
    /// The way back: our tensors under their foreign names. What the foreign network ignores or lacks is left out, and of several rules for
    /// one tensor the first counts.
    /// </summary>
    /// <param name="own">Shape and numbers of our tensors, by name.</param>
    /// <param name="classCount">C, the number of our classes with the background.</param>
    /// <returns>The foreign tensors in the order of ours, and the names of ours that have no place in the foreign network.</returns>
    /// <exception cref="MultiBoxException">
    /// A tensor went through a transform that cannot be undone, or the foreign network has a constant in its place and training has changed it.
    /// </exception>
    public (IReadOnlyList<WeightTensor> Tensors, IReadOnlyList<string> LeftOut) Invert(IReadOnlyDictionary<string, (IReadOnlyList<long> Shape, float[] Values)> own, int classCount)
    {
        ArgumentNullException.ThrowIfNull(own);
        var tensors = new List<WeightTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var leftOut = new List<string>();
        foreach (var (name, (shape, values)) in own)
        {
            var rule = Rules.FirstOrDefault(rule => rule.From.Count > 0 && rule.To.Match(name) is not null);
            if (rule is null)
            {
                if (Rules.FirstOrDefault(rule => rule.To.Match(name) is not null) is { Value: { } value } && values.AsSpan().ContainsAnyExcept(value))
                {
                    throw new MultiBoxException($"{name}: the table '{Name}' writes weights in which it is {value} everywhere, but it has other numbers now. Export as safetensors instead.");
                }

                leftOut.Add(name);
                continue;
            }

            var open = rule.To.Match(name)!;
            var made = WeightTransforms.Invert(rule.Transform, values, shape, classCount, rule.ForeignShape)
                ?? throw new MultiBoxException($"{name}: the table '{Name}' makes it by '{rule.Transform}', which has no way back for its numbers. Export as safetensors instead.");
            foreach (var (pattern, (foreignShape, foreignValues)) in rule.From.Zip(made))
            {
                // A factor that divides several tensors is written once.
                if (names.Add(pattern.Fill(open))) tensors.Add(new WeightTensor(pattern.Fill(open), WeightType.F32, foreignShape, MemoryMarshal.AsBytes<float>(foreignValues).ToArray()));
            }
        }

        return (tensors, leftOut);
    }
}
