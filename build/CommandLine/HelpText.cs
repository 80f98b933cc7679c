using System.Text;

namespace MultiBox.Build.CommandLine;

/// <summary>The answer to <c>--help</c>.</summary>
public static class HelpText
{
    private const int Width = 24;

    /// <summary>The script that starts the host on this system.</summary>
    public static string Launcher => OperatingSystem.IsWindows() ? "./build.ps1" : "./build.sh";

    /// <summary>Usage, targets, options with their defaults, and examples.</summary>
    /// <param name="targets">The targets that exist.</param>
    public static string Write(IReadOnlyList<Target> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var text = new StringBuilder();
        text.Append("MultiBox: SSD object detection, from the dataset to the demo.\n\n");
        text.Append($"Usage: {Launcher} [--target NAME] [options] [-p:NAME=VALUE]\n\nTargets\n");
        foreach (var target in targets) Row(text, target.Name, target.Description);
        text.Append("\nOptions (--name value or --name=value)\n");
        foreach (var option in BuildOptionTable.All)
        {
            var name = option.Letter is null ? option.Name : $"{option.Name}, {option.Letter}";
            Row(text, option.Value is null ? name : $"{name} {option.Value}", option.Default is null
                ? option.Description
                : $"{option.Description} Default: {option.Default}.");
        }

        text.Append("\nBuild properties\n");
        Row(text, "-p:Accelerator=NAME", "cpu, cuda or none: the native backend that is built in. Default: cpu.");
        Row(text, "-p:UseCakeFrostingPackage=true", "Takes Cake.Frosting from its package.");
        text.Append("\nExamples\n");
        foreach (var example in new[]
        {
            "",
            " --target Demo --images photos/ --threshold 0.6",
            " --target Train --experiment quickstart --set train.epochs=3 --device cuda:0",
            " --target Test",
            " --target Bench --only data",
            " --target Clean --artifacts results",
        })
        {
            text.Append($"  {Launcher}{example}\n");
        }

        text.Append("\nPaths are relative to the folder you are in; default folders are in the repository.\n");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, string description)
    {
        text.Append("  ").Append(name.PadRight(Width));
        if (name.Length >= Width) text.Append('\n').Append(' ', Width + 2);
        text.Append(description).Append('\n');
    }
}
