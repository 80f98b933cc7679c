using System.ComponentModel;
using Cake.Cli;
using Cake.Core.Diagnostics;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The host's own options; anything else on the command line becomes an argument that tasks can read.</summary>
internal sealed class RunSettings : CommandSettings
{
    [CommandOption("-t|--target|--Target <TARGET>")]
    [Description("The task to run, 'Default' when none is named. Repeat it, or separate names by commas, to run several in that order.")]
    public string[]? Targets { get; set; }

    [CommandOption("-w|--working <PATH>")]
    [Description("The folder to run in.")]
    public string? WorkingDirectory { get; set; }

    [CommandOption("-v|--verbosity <VERBOSITY>")]
    [Description("How much to print: quiet, minimal, normal, verbose or diagnostic.")]
    [TypeConverter(typeof(VerbosityConverter))]
    [DefaultValue(Verbosity.Normal)]
    public Verbosity Verbosity { get; set; }

    [CommandOption("--description|--descriptions|--showdescription|--showdescriptions")]
    [Description("List the tasks with their descriptions.")]
    public bool Description { get; set; }

    [CommandOption("--tree|--showtree")]
    [Description("Show the tasks with what they depend on.")]
    public bool Tree { get; set; }

    [CommandOption("--dryrun|--noop|--whatif")]
    [Description("Say which tasks would run, in order, and run none.")]
    public bool DryRun { get; set; }

    [CommandOption("-e|--exclusive")]
    [Description("Run the targets without the tasks they depend on.")]
    public bool Exclusive { get; set; }

    [CommandOption("--version|--ver")]
    [Description("Print the version.")]
    public bool Version { get; set; }

    [CommandOption("--info")]
    [Description("Print more about this program.")]
    public bool Info { get; set; }

    /// <summary>The names in <see cref="Targets"/>, split at commas.</summary>
    public IReadOnlyList<string> TargetNames
    {
        get
        {
            var names = (Targets ?? []).SelectMany(target =>
                target.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
            return names.Length > 0 ? names : ["Default"];
        }
    }
}
