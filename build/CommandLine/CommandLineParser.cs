using System.Globalization;
using System.Text.RegularExpressions;
using Cake.Core.Diagnostics;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Build.CommandLine;

/// <summary>Reads the command line, and refuses it with all its faults at once.</summary>
public static partial class CommandLineParser
{
    private const string AnyBatch = "dynamic";
    private const int MostImages = 4096;

    private static readonly string[] Backends = ["torch", "onnx"];

    private static readonly string[] Verbosities = ["quiet", "minimal", "normal", "verbose", "diagnostic"];

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The tokens; both <c>--name value</c> and <c>--name=value</c>.</param>
    /// <param name="surroundings">What the meaning of the tokens depends on.</param>
    /// <returns>The options, checked.</returns>
    /// <exception cref="MultiBoxException">Anything is wrong; the message lists everything that is.</exception>
    public static BuildOptions Parse(IReadOnlyList<string> args, ParseSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(surroundings);
        var faults = new List<string>();
        var tokens = new Tokens(args, surroundings, faults);
        var options = new BuildOptions
        {
            Targets = Targets(tokens, surroundings, faults),
            Experiment = Experiment(tokens, surroundings, faults),
            Set = Set(tokens, faults),
            Images = Images(tokens, surroundings, faults),
            Threshold = Threshold(tokens, faults),
            Backend = Backend(tokens, faults),
            Model = Model(tokens, surroundings, faults),
            Device = Device(tokens, faults),
            DataFolder = Folder(BuildOptionTable.Data, tokens.One(BuildOptionTable.Data) ?? surroundings.DataVariable, "data", surroundings, faults),
            Mirrors = Mirrors(tokens, surroundings, faults),
            Offline = tokens.Has(BuildOptionTable.Offline),
            ArtifactsFolder = Folder(BuildOptionTable.Artifacts, tokens.One(BuildOptionTable.Artifacts), "artifacts", surroundings, faults),
            Run = Run(tokens, faults),
            From = From(tokens, surroundings),
            To = tokens.One(BuildOptionTable.To),
            Format = tokens.One(BuildOptionTable.Format),
            Batch = Batch(tokens, faults),
            Nms = tokens.Has(BuildOptionTable.Nms),
            Output = tokens.One(BuildOptionTable.Output) is { } output ? Folder(BuildOptionTable.Output, output, "", surroundings, faults) : null,
            Force = tokens.Has(BuildOptionTable.Force),
            Resume = tokens.Has(BuildOptionTable.Resume),
            Accept = tokens.Has(BuildOptionTable.Accept),
            Only = Only(tokens, faults),
            Exclusive = tokens.Has(BuildOptionTable.Exclusive),
            Tree = tokens.Has(BuildOptionTable.Tree),
            Description = tokens.Has(BuildOptionTable.Description),
            DryRun = tokens.Has(BuildOptionTable.DryRun),
            Verbosity = ReadVerbosity(tokens, faults),
            Information = tokens.Has(BuildOptionTable.Help) ? InformationKind.Help
                : tokens.Has(BuildOptionTable.Version) ? InformationKind.Version
                : tokens.Has(BuildOptionTable.Info) ? InformationKind.Info
                : InformationKind.None,
        };
        return faults.Count == 0 ? options : throw new MultiBoxException(Message(faults));
    }

    private static string Message(List<string> faults) =>
        $"The command line has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:\n"
        + string.Concat(faults.Select(fault => $"  {fault}\n"))
        + $"Run '{HelpText.Launcher} --help' for the targets and options.";

    private static List<string> Targets(Tokens tokens, ParseSurroundings surroundings, List<string> faults)
    {
        var names = surroundings.Targets.Select(target => target.Name).ToArray();
        var targets = new List<string>();
        foreach (var typed in tokens.All(BuildOptionTable.Target).SelectMany(Pieces))
        {
            if (names.FirstOrDefault(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } name)
            {
                targets.Add(name);
            }
            else
            {
                faults.Add($"--target: there is no target '{typed}'.{DidYouMean.Sentence(typed, names)} The targets are {string.Join(", ", names)}.");
            }
        }

        return targets.Count > 0 ? targets : [TargetCatalog.Default];
    }

    private static string Experiment(Tokens tokens, ParseSurroundings surroundings, List<string> faults)
    {
        var typed = tokens.One(BuildOptionTable.Experiment) ?? BuildOptionTable.DefaultExperiment;
        if (Path.GetExtension(typed) is not (".yaml" or ".yml")) return typed;
        var file = Path.GetFullPath(typed, surroundings.CurrentFolder);
        if (!File.Exists(file)) faults.Add($"--experiment: the file '{typed}' does not exist (looked for '{file}').");
        return file;
    }

    private static List<KeyValuePair<string, string>> Set(Tokens tokens, List<string> faults)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var typed in tokens.All(BuildOptionTable.Set))
        {
            var equals = typed.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !typed[..equals].Any(char.IsWhiteSpace)) values.Add(new(typed[..equals], typed[(equals + 1)..]));
            else faults.Add($"--set: '{typed}' is not of the form PATH=VALUE, such as train.epochs=3.");
        }

        return values;
    }

    private static List<string> Images(Tokens tokens, ParseSurroundings surroundings, List<string> faults)
    {
        var paths = new List<string>();
        foreach (var typed in tokens.All(BuildOptionTable.Images))
        {
            // A name with a comma in it is taken whole when it exists.
            var whole = Path.GetFullPath(typed, surroundings.CurrentFolder);
            foreach (var piece in Path.Exists(whole) ? [typed] : Pieces(typed))
            {
                var path = Path.GetFullPath(piece, surroundings.CurrentFolder);
                paths.Add(path);
                if (!Path.Exists(path)) faults.Add($"--images: '{piece}' does not exist (looked for '{path}').");
            }
        }

        return paths;
    }

    // What is no file may be a name of the catalogue of weights or an address: the import says what it is not.
    private static List<string> From(Tokens tokens, ParseSurroundings surroundings) =>
    [
        .. tokens.All(BuildOptionTable.From).SelectMany(typed => File.Exists(Path.GetFullPath(typed, surroundings.CurrentFolder)) ? [typed] : Pieces(typed))
            .Select(piece => Path.GetFullPath(piece, surroundings.CurrentFolder) is var path && File.Exists(path) ? path : piece),
    ];

    private static List<string> Only(Tokens tokens, List<string> faults)
    {
        var parts = new List<string>();
        foreach (var typed in tokens.All(BuildOptionTable.Only).SelectMany(Pieces))
        {
            if (Bench.PartNames.FirstOrDefault(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } name) parts.Add(name);
            else faults.Add($"--only: there is no part '{typed}'.{DidYouMean.Sentence(typed, Bench.PartNames)} The parts are {string.Join(", ", Bench.PartNames)}.");
        }

        return parts;
    }

    private static double? Threshold(Tokens tokens, List<string> faults)
    {
        if (tokens.One(BuildOptionTable.Threshold) is not { } typed) return null;
        if (double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1) return score;
        faults.Add($"--threshold: '{typed}' is not a number from 0 to 1, such as 0.5.");
        return null;
    }

    private static int? Batch(Tokens tokens, List<string> faults)
    {
        if (tokens.One(BuildOptionTable.Batch) is not { } typed || typed.Equals(AnyBatch, StringComparison.OrdinalIgnoreCase)) return null;
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostImages) return count;
        faults.Add($"--batch: '{typed}' is no number of images. Expected 1 to {MostImages}, or {AnyBatch}.");
        return null;
    }

    private static string Backend(Tokens tokens, List<string> faults)
    {
        if (tokens.One(BuildOptionTable.Backend) is not { } typed) return Backends[0];
        if (Backends.FirstOrDefault(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } known) return known;
        faults.Add($"--backend: there is no backend '{typed}'.{DidYouMean.Sentence(typed, Backends)} The backends are {string.Join(", ", Backends)}.");
        return typed;
    }

    private static string? Model(Tokens tokens, ParseSurroundings surroundings, List<string> faults)
    {
        if (tokens.One(BuildOptionTable.Model) is not { } typed) return null;
        var file = Path.GetFullPath(typed, surroundings.CurrentFolder);
        if (!File.Exists(file)) faults.Add($"--model: the file '{typed}' does not exist (looked for '{file}').");
        if (tokens.One(BuildOptionTable.Backend)?.Equals("onnx", StringComparison.OrdinalIgnoreCase) != true) faults.Add("--model: goes with --backend onnx.");
        return file;
    }

    private static string Device(Tokens tokens, List<string> faults)
    {
        var typed = tokens.One(BuildOptionTable.Device) ?? BuildOptionTable.DefaultDevice;
        var device = typed.ToLowerInvariant();
        if (!DevicePattern().IsMatch(device)) faults.Add($"--device: '{typed}' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.");
        return device;
    }

    private static string Folder(BuildOption option, string? typed, string standard, ParseSurroundings surroundings, List<string> faults)
    {
        if (string.IsNullOrEmpty(typed)) return Path.Combine(surroundings.Root, standard);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(typed, surroundings.CurrentFolder));
        if (File.Exists(folder)) faults.Add($"{option.Name}: '{typed}' is a file, not a folder.");
        return folder;
    }

    private static List<string> Mirrors(Tokens tokens, ParseSurroundings surroundings, List<string> faults)
    {
        var mirrors = new List<string>();
        foreach (var typed in tokens.All(BuildOptionTable.Mirror))
        {
            if (!typed.Contains("://", StringComparison.Ordinal))
            {
                var folder = Path.GetFullPath(typed, surroundings.CurrentFolder);
                mirrors.Add(folder);
                if (!Directory.Exists(folder)) faults.Add($"--mirror: the folder '{typed}' does not exist (looked for '{folder}').");
            }
            else if (Uri.TryCreate(typed, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "file")
            {
                mirrors.Add(typed);
                if (url.Scheme != "file" && tokens.Has(BuildOptionTable.Offline))
                {
                    faults.Add($"--mirror: '{typed}' does not go with --offline, which downloads nothing.");
                }
            }
            else
            {
                faults.Add($"--mirror: '{typed}' is not a mirror. Expected a folder, file://, http:// or https://, such as https://host/voc.");
            }
        }

        return mirrors;
    }

    private static string? Run(Tokens tokens, List<string> faults)
    {
        var typed = tokens.One(BuildOptionTable.Run);
        if (typed is not null && !RunPattern().IsMatch(typed))
        {
            faults.Add($"--run: '{typed}' cannot name a run. Use letters, digits, '-', '_' and '.', starting with a letter or digit.");
        }

        return typed;
    }

    private static Verbosity ReadVerbosity(Tokens tokens, List<string> faults)
    {
        if (tokens.One(BuildOptionTable.Verbosity) is not { } typed) return Verbosity.Normal;
        var level = Array.FindIndex(Verbosities, name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)
            || (typed.Length == 1 && char.ToLowerInvariant(typed[0]) == name[0]));
        if (level >= 0) return Enum.Parse<Verbosity>(Verbosities[level], ignoreCase: true);
        faults.Add($"--verbosity: '{typed}' is not a level. Expected {string.Join(", ", Verbosities)}.{DidYouMean.Sentence(typed, Verbosities)}");
        return Verbosity.Normal;
    }

    private static string[] Pieces(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"^(auto|cpu|cuda(:\d{1,3})?)\z")]
    private static partial Regex DevicePattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex RunPattern();
}
