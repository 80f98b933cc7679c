using System.IO.Enumeration;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Picks the wanted files of an archive that was unpacked.</summary>
internal static class ArchiveMembers
{
    // Where macOS keeps what its zips know of a file beyond its content; names in it end as the files' own do.
    private const string MacFolder = "__MACOSX/";
    private const int Shown = 20;

    /// <summary>Picks.</summary>
    /// <param name="archive">The archive, for faults.</param>
    /// <param name="folder">Where it was unpacked.</param>
    /// <param name="members">Paths or patterns; one without a folder fits a file in any folder.</param>
    /// <returns>The files' paths, in the order of the members.</returns>
    /// <exception cref="MultiBoxException">A member is missing or not unique: all such are named.</exception>
    public static IReadOnlyList<string> Pick(string archive, string folder, IReadOnlyList<string> members)
    {
        List<string> files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
                .Where(name => !name.StartsWith(MacFolder, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        var picked = members.Select(member => files.FindAll(name => Fits(member, name))).ToList();
        List<string> faults =
        [
            .. members.Zip(picked).Where(x => x.Second.Count != 1).Select(x => x.Second.Count == 0
                ? $"\n  '{x.First}': there is no such file"
                : $"\n  '{x.First}': fits {string.Join(" and ", x.Second.Take(Shown))}"),
        ];
        if (faults.Count == 0 && picked.Select(x => Path.GetFileName(x[0])).Distinct(StringComparer.OrdinalIgnoreCase).Count() < members.Count)
        {
            faults.Add("\n  two of them are files of one name");
        }

        if (faults.Count == 0) return [.. picked.Select(x => Path.Combine(folder, x[0]))];
        var found = files.Count == 0 ? "nothing" : string.Join(", ", files.Take(Shown)) + (files.Count > Shown ? $" and {files.Count - Shown} more" : "");
        throw new MultiBoxException($"{archive}: its 'members' do not fit:{string.Concat(faults)}\n  Found: {found}.");
    }

    private static bool Fits(string member, string name) =>
        FileSystemName.MatchesSimpleExpression(member, member.Contains('/', StringComparison.Ordinal) ? name : Path.GetFileName(name), ignoreCase: false);
}
