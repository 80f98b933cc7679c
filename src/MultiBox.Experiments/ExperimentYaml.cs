using System.Globalization;

namespace MultiBox.Experiments;

/// <summary>Writes experiments back as YAML.</summary>
public static class ExperimentYaml
{
    /// <summary>
    /// The whole experiment, every value explicit, in a stable order and without <c>extends</c>. Reading it gives an equal record.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>YAML; lines end with <c>\n</c>.</returns>
    public static string Write(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return "# A resolved experiment: every value is explicit. Reading this file gives the same experiment.\n"
            + YamlWriter.Write(NodeWriter.Write(experiment));
    }

    internal static string WriteSection(Experiment experiment, ExperimentSection section) => section switch
    {
        ExperimentSection.Seed => experiment.Seed.ToString(CultureInfo.InvariantCulture) + "\n",
        ExperimentSection.Dataset => Text(experiment.Dataset),
        ExperimentSection.Model => Text(experiment.Model),
        ExperimentSection.Train => Text(experiment.Train),
        ExperimentSection.Evaluate => Text(experiment.Evaluate),
        ExperimentSection.Demo => Text(experiment.Demo),
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, null),
    };

    private static string Text(object section) => YamlWriter.Write(NodeWriter.Write(section));
}
