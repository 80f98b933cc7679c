namespace MultiBox.TorchScript;

/// <summary>What a network computes. Steps that no output needs are not part of it.</summary>
/// <param name="Input">The images.</param>
/// <param name="Outputs">The results.</param>
internal sealed record StepGraph(InputStep Input, IReadOnlyList<Step> Outputs)
{
    /// <summary>All steps, each after those that it takes; the input first.</summary>
    public IReadOnlyList<Step> InOrder()
    {
        var order = new List<Step> { Input };
        var seen = new HashSet<Step>(ReferenceEqualityComparer.Instance) { Input };
        // A stack of its own: networks are deeper than a thread's stack is long.
        var open = new Stack<(Step Step, int Next)>(Outputs.Reverse().Select(step => (step, 0)));
        while (open.TryPop(out var top))
        {
            var (step, next) = top;
            if (next == 0 && !seen.Add(step)) continue;
            if (next < step.Inputs.Count)
            {
                open.Push((step, next + 1));
                if (!seen.Contains(step.Inputs[next])) open.Push((step.Inputs[next], 0));
            }
            else
            {
                order.Add(step);
            }
        }

        return order;
    }

    /// <summary>How often each step is taken by another or is an output.</summary>
    public Dictionary<Step, int> Uses()
    {
        var uses = new Dictionary<Step, int>(ReferenceEqualityComparer.Instance);
        foreach (var used in InOrder().SelectMany(step => step.Inputs).Concat(Outputs)) uses[used] = uses.GetValueOrDefault(used) + 1;
        return uses;
    }

    /// <summary>
    /// The graph after a rule has had its way with each step, inputs before those that take them.
    /// </summary>
    /// <param name="rule">
    /// Gives the step to have in the place of one of which the inputs are replaced already; whether a step is taken by one other alone,
    /// it can ask.
    /// </param>
    public StepGraph Rewrite(Func<Step, Func<Step, bool>, Step> rule)
    {
        var uses = Uses();
        var replaced = new Dictionary<Step, Step>(ReferenceEqualityComparer.Instance);
        // A step that replaces one is used as often; the steps inside it that are new, once.
        var newUses = new Dictionary<Step, int>(ReferenceEqualityComparer.Instance);
        foreach (var step in InOrder())
        {
            var moved = step.Inputs.Any(input => !ReferenceEquals(input, replaced[input])) ? step.On([.. step.Inputs.Select(input => replaced[input])]) : step;
            var result = rule(moved, used => newUses.GetValueOrDefault(used, 1) == 1);
            replaced[step] = result;
            newUses[result] = Math.Max(newUses.GetValueOrDefault(result), uses.GetValueOrDefault(step));
        }

        return new StepGraph(Input, [.. Outputs.Select(output => replaced[output])]);
    }
}
