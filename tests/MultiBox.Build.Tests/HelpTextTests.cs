using MultiBox.Build.CommandLine;

namespace MultiBox.Build.Tests;

public class HelpTextTests
{
    private static readonly IReadOnlyList<Target> Targets = TargetCatalog.Of(typeof(BuildHost).Assembly);

    [Fact]
    public void Every_target_is_listed_with_its_description_the_default_first()
    {
        Assert.Equal(
            ["Default", "Bench", "Clean", "Convert", "Demo", "Doctor", "Evaluate", "Export", "ExportWeights", "Fetch", "Health", "Import", "Networks", "Plugins", "Prepare", "Preview", "Publish", "Regression", "Summary", "Test", "Train"],
            Targets.Select(target => target.Name));
        Assert.DoesNotContain(Targets, target => target.Description.Length == 0);
        var help = HelpText.Write(Targets);
        foreach (var target in Targets) Assert.Matches($"(?m)^  {target.Name} +{System.Text.RegularExpressions.Regex.Escape(target.Description)}$", help);
    }

    [Fact]
    public void Every_option_is_listed_with_its_default()
    {
        var help = HelpText.Write(Targets);
        Assert.All(BuildOptionTable.All, option => Assert.Contains("  " + option.Name, help, StringComparison.Ordinal));
        Assert.Contains(
            "  --data FOLDER           The folder of datasets; also MULTIBOX_DATA. Default: data/.\n", help, StringComparison.Ordinal);
        Assert.Contains(
            "  --mirror URL            Where Fetch looks for archives first: a URL or a folder; repeatable.\n"
            + "  --offline               Downloads nothing: Fetch names the files that are missing.\n", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Option_names_and_letters_are_unique()
    {
        var names = BuildOptionTable.All.Select(option => option.Name).Concat(BuildOptionTable.All.Select(option => option.Letter).OfType<string>()).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }
}
