namespace MultiBox.Data;

/// <summary>Paths that a data set states. It is somebody else's file: a path that leads out of the source's folder is refused.</summary>
internal static class StatedPath
{
    /// <summary>A path in its plain form: parts separated by '/', without a leading <c>./</c>.</summary>
    /// <param name="stated">The path as stated, with either separator.</param>
    /// <returns>The path; null when it is absolute, has a part <c>..</c>, or can be no path at all.</returns>
    public static string? Plain(string stated)
    {
        if (stated.Any(char.IsControl)) return null;
        var path = stated.Replace('\\', '/');
        var hasDrive = path is [_, ':', '/', ..] && char.IsAsciiLetter(path[0]);
        if (path.StartsWith('/') || hasDrive) return null;
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        return parts.Length == 0 || parts.Contains("..") || path.EndsWith('/') ? null : string.Join('/', parts);
    }

    /// <summary>The absolute path of a plain one.</summary>
    /// <param name="root">The folder that it is relative to.</param>
    /// <param name="plain">The path, parts separated by '/'.</param>
    public static string Under(string root, string plain) => Path.Combine(root, plain.Replace('/', Path.DirectorySeparatorChar));
}
