using System.Text.RegularExpressions;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Pipeline.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Setup;

/// <summary>Applies to a network what its experiment says about freezing, batch norm and rates of some parameters.</summary>
internal static class FineTuningSetup
{
    private const int Examples = 5;

    /// <summary>Freezes what is to be frozen, and finds the rest.</summary>
    /// <param name="network">The network, whose frozen parameters require no gradient afterwards.</param>
    /// <param name="train">The experiment's training section.</param>
    /// <exception cref="MultiBoxException">Patterns match nothing, all of them named; or everything is frozen.</exception>
    public static FineTuning Apply(nn.Module network, TrainOptions train)
    {
        var parameters = network.named_parameters().ToList();
        var faults = new List<string>();
        Unmatched("train.freeze", "parameter", train.Freeze, [.. parameters.Select(p => p.name)], faults);
        foreach (var (name, parameter) in parameters)
        {
            if (train.Freeze.Any(pattern => Matches("train.freeze", pattern, name))) parameter.requires_grad = false;
        }

        var statistics = FreezeBatchNorm(network, train.BatchNorm, faults);
        var trained = parameters.Where(p => p.parameter.requires_grad).Select(p => p.name).ToList();
        if (trained.Count == 0) faults.Add("train.freeze: every parameter is frozen. Leave some to train.");
        var factors = trained.Count == 0 ? [] : Factors(train.LearningRate.Factors, trained, faults);
        return faults.Count == 0
            ? new FineTuning(parameters.Count - trained.Count, statistics, factors)
            : throw new MultiBoxException(string.Join('\n', faults));
    }

    private static List<nn.Module> FreezeBatchNorm(nn.Module network, BatchNormOptions options, List<string> faults)
    {
        const string key = "train.batch_norm.layers";
        if (options.Mode == BatchNormMode.Train) return [];
        var layers = network.named_modules().Where(m => m.module is BatchNorm1d or BatchNorm2d or BatchNorm3d).ToList();
        if (layers.Count == 0) faults.Add("train.batch_norm: the network has no batch norm layer. Remove it.");
        else Unmatched(key, "batch norm layer", options.Layers, [.. layers.Select(layer => layer.name)], faults);
        var frozen = layers.Where(layer => options.Layers.Count == 0 || options.Layers.Any(pattern => Matches(key, pattern, layer.name)))
            .Select(layer => layer.module).ToList();
        if (options.Mode != BatchNormMode.Freeze) return frozen;
        foreach (var parameter in frozen.SelectMany(layer => layer.parameters())) parameter.requires_grad = false;
        return frozen;
    }

    private static Dictionary<string, double> Factors(IReadOnlyList<RateFactor> factors, List<string> trained, List<string> faults)
    {
        const string key = "train.learning_rate.factors";
        Unmatched(key, "parameter that trains", factors.Select(factor => factor.Pattern), trained, faults);
        var chosen = trained.ToDictionary(name => name, name => factors.FirstOrDefault(factor => Matches(key, factor.Pattern, name)), StringComparer.Ordinal);
        foreach (var late in factors.Where(factor => trained.Any(name => Matches(key, factor.Pattern, name)) && !chosen.Values.Any(taken => ReferenceEquals(taken, factor))))
        {
            faults.Add($"{key}: '{late.Pattern}' has no effect, since patterns before it match all of its parameters. Move it before them.");
        }

        return chosen.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!.Factor, StringComparer.Ordinal);
    }

    private static void Unmatched(string key, string kind, IEnumerable<string> patterns, List<string> names, List<string> faults)
    {
        var unused = patterns.Where(pattern => !names.Exists(name => Matches(key, pattern, name))).ToList();
        if (unused.Count == 0) return;
        faults.Add(
            $"{key}: no {kind} matches {string.Join(", ", unused.Select(pattern => $"'{pattern}'"))}.\n" +
            $"  Found e.g.: {string.Join(", ", names.Take(Examples))}.");
    }

    private static bool Matches(string key, string pattern, string name)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexMatchTimeoutException fault)
        {
            throw new MultiBoxException($"{key}: '{pattern}' takes more than a second to compare with '{name}'. Use a simpler pattern.", fault);
        }
    }
}
