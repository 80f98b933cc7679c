using MultiBox.Abstractions;

namespace MultiBox.Build;

/// <summary>Finds the folder that default paths are relative to.</summary>
public static class RepositoryRoot
{
    /// <summary>The environment variable that overrides the search.</summary>
    public const string Variable = "MULTIBOX_ROOT";

    /// <summary>The nearest folder, from the host's own upwards, that holds <c>build.sh</c> and <c>experiments/</c>.</summary>
    /// <param name="start">The host's folder.</param>
    /// <param name="overriding">The value of <see cref="Variable"/>; null or empty when it is not set.</param>
    /// <returns>An absolute path.</returns>
    /// <exception cref="MultiBoxException">There is no such folder.</exception>
    public static string Find(string start, string? overriding)
    {
        if (!string.IsNullOrEmpty(overriding))
        {
            var chosen = Path.GetFullPath(overriding);
            return Directory.Exists(chosen)
                ? chosen
                : throw new MultiBoxException($"{Variable}: the folder '{chosen}' does not exist. Correct the variable or unset it.");
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "build.sh")) && Directory.Exists(Path.Combine(folder.FullName, "experiments")))
            {
                return folder.FullName;
            }
        }

        throw new MultiBoxException(
            $"No folder above '{start}' holds build.sh and experiments/. Set {Variable} to the repository's root folder.");
    }
}
