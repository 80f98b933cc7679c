namespace MultiBox.Data.Tests.Voc;

/// <summary>The folder of shared reference data: MULTIBOX_SHARED, or <c>../shared</c> next to the repository.</summary>
internal static class SharedData
{
    public static string Bccd
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("MULTIBOX_SHARED") ?? Path.Combine(RepositoryRoot(), "..", "shared");
            return Path.GetFullPath(Path.Combine(root, "datasets", "bccd"));
        }
    }

    public static void RequireBccd() =>
        Skip.IfNot(Directory.Exists(Bccd), $"The shared data set is absent: looked for {Bccd}; set MULTIBOX_SHARED to the folder that holds 'datasets'.");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
