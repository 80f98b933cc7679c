using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Which sources are on this machine.</summary>
/// <param name="Found">Those that are, in the order asked for.</param>
/// <param name="Missing">Those that are not.</param>
/// <param name="KnownNames">The names of the catalogue, for "Did you mean".</param>
public sealed record SourceLookup(IReadOnlyList<SourceFolder> Found, IReadOnlyList<MissingSource> Missing, IReadOnlyList<string> KnownNames)
{
    /// <summary>Ends the work when any source is missing.</summary>
    /// <param name="howToFetch">What the user does to fetch, as an imperative, e.g. <c>run build --target Fetch</c>.</param>
    /// <exception cref="MultiBoxException">A source is missing; the message names all of them and where they were looked for.</exception>
    public void ThrowIfMissing(string howToFetch)
    {
        if (Missing.Count == 0) return;
        var text = new StringBuilder();
        foreach (var (source, lookedIn) in Missing.Select(missing => (missing.Source, missing.LookedIn)))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"Source '{source.Name}' is not on this machine. Looked in:");
            foreach (var place in lookedIn) text.Append("\n  ").Append(place);
            text.Append("\n  ").Append(NextStep(source, howToFetch));
        }

        throw new MultiBoxException(text.ToString());
    }

    private string NextStep(SourceSpec source, string howToFetch)
    {
        if (source.Root is not null) return "Correct its 'root', or remove it to look for the source by its name.";
        if (source.Archives.Count == 0)
        {
            return "Put it into one of these folders, set its 'root', or list its 'archives'." + DidYouMean.Sentence(source.Name, KnownNames);
        }

        var bytes = source.Archives.Sum(archive => archive.KnownBytes ?? 0);
        var size = bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", about {bytes / 1e9:0.0} GB") : "";
        var archives = source.Archives.Count == 1 ? "1 archive" : string.Create(CultureInfo.InvariantCulture, $"{source.Archives.Count} archives");
        return $"To fetch it ({archives}{size}), {howToFetch}.";
    }
}
