using MultiBox.Abstractions;

namespace MultiBox.Build.CommandLine;

/// <summary>A command line cut into options and their values; what cannot be cut is a fault.</summary>
internal sealed class Tokens
{
    private readonly Dictionary<BuildOption, List<string>> _values = [];

    public Tokens(IReadOnlyList<string> args, ParseSurroundings surroundings, List<string> faults)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            if (!name.StartsWith('-'))
            {
                faults.Add($"'{args[i]}': this belongs to no option.{DidYouMean.Sentence(
                    "--target " + args[i], surroundings.Targets.Select(target => "--target " + target.Name))}");
                continue;
            }

            var option = BuildOptionTable.All.FirstOrDefault(candidate => candidate.Is(name));
            // What follows an unknown option is most likely its value, not a fault of its own.
            var takesNext = value is null && option is not { Value: null } && i + 1 < args.Count && !LooksLikeOption(args[i + 1]);
            if (takesNext) value = args[++i];
            if (option is null)
            {
                faults.Add($"{name}: there is no such option.{DidYouMean.Sentence(name, BuildOptionTable.All.Select(known => known.Name))}");
            }
            else
            {
                Add(option, value, faults);
            }
        }

        foreach (var (option, values) in _values)
        {
            if (values.Count > 1 && !option.Repeatable)
            {
                var list = option.Value is null ? "" : $" ({string.Join(", ", values.Select(value => $"'{value}'"))})";
                faults.Add($"{option.Name}: given {values.Count} times{list}, but only one can hold.");
            }
        }
    }

    public IReadOnlyList<string> All(BuildOption option) => _values.TryGetValue(option, out var values) ? values : [];

    public string? One(BuildOption option) => All(option) is [var first, ..] ? first : null;

    public bool Has(BuildOption option) => _values.ContainsKey(option);

    private static (string Name, string? Value) Split(string token)
    {
        var equals = token.StartsWith('-') ? token.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (token, null) : (token[..equals], token[(equals + 1)..]);
    }

    // A negative number is a value: '-1' is wrong for every option, yet the message is then about that option.
    private static bool LooksLikeOption(string token) => token.StartsWith("--", StringComparison.Ordinal)
        || BuildOptionTable.All.Any(option => option.Letter is not null && option.Is(Split(token).Name));

    private void Add(BuildOption option, string? value, List<string> faults)
    {
        if (option.Value is null && value is not null)
        {
            faults.Add($"{option.Name}: takes no value, found '{value}'.");
        }
        else if (option.Value is not null && string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"{option.Name}: needs a value: {option.Name} {option.Value}.");
        }
        else
        {
            if (!_values.TryGetValue(option, out var values)) _values[option] = values = [];
            values.Add(value ?? "");
        }
    }
}
