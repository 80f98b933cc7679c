using System.Text.Encodings.Web;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Data;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes the prepared data set in another format.</summary>
internal static class ConvertStage
{
    private static readonly IReadOnlyDictionary<string, ConversionFormat> _formats =
        Enum.GetValues<ConversionFormat>().ToDictionary(format => format.ToString().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);

    public static void Run(WorkContext work)
    {
        var (name, format) = Format(work.Options.To);
        var folder = work.Options.Output ?? Path.Combine(work.Options.ArtifactsFolder, work.Name, $"converted-{name}");
        var prepared = work.Prepared;
        var splits = prepared.Splits.Select(split => new ConversionSplit(split.Name, split.Records, Pictures(split))).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        work.Log.WithProgress(report =>
        {
            var progress = new ImmediateProgress<ConversionProgress>(p => report($"{p.Split} converting", (double)p.Done / p.Total));
            new DatasetConverter(format).Convert(folder, prepared.ClassNames, splits, progress, work.Cancellation);
        });
        work.Log.Table(
            $"Converted in {clock.Elapsed.TotalSeconds:f1} s", ["split", ">images", ">objects"],
            splits.Select(split => (IReadOnlyList<string>)[split.Name, $"{split.Records.Count}", $"{split.Records.Sum(record => record.Objects.Count)}"]));
        work.Log.Line($"Convert: {folder}");
        work.Log.Line("An experiment reads it with");
        foreach (var line in Yaml($"{work.Name}-{name}", name, folder, splits)) work.Log.Line(line);
    }

    // Boxes are about the original pictures: where the pack holds smaller ones, the sources' are taken.
    private static IEncodedPictures Pictures(PreparedSplit split) =>
        Enumerable.Range(0, split.Records.Count).Any(i => split.Pictures.StoredSize(i) is not null) ? new SourcePictures(split.Records) : split.Pictures;

    private static (string Name, ConversionFormat Format) Format(string? typed)
    {
        var names = string.Join(", ", _formats.Keys);
        if (typed is null) throw new MultiBoxException($"Convert: --to is missing. Expected one of {names}, such as --to coco.");
        return _formats.TryGetValue(typed, out var format)
            ? (format.ToString().ToLowerInvariant(), format)
            : throw new MultiBoxException($"Convert: there is no format '{typed}' to convert to.{DidYouMean.Sentence(typed, _formats.Keys)} Expected one of {names}.");
    }

    private static IEnumerable<string> Yaml(string name, string format, string folder, IReadOnlyList<ConversionSplit> splits)
    {
        yield return "  sources:";
        yield return $"    - name: {string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-')).TrimStart('.', '_', '-')}";
        yield return $"      format: {format}";
        // JSON's strings are YAML's too.
        yield return $"      root: \"{JsonEncodedText.Encode(folder, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
        foreach (var split in splits) yield return $"      {split.Name}: {split.Name}";
    }
}
