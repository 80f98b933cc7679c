namespace MultiBox.Imaging.Tests;

/// <summary>The photographs of the shared reference data: in MULTIBOX_SHARED, or <c>../shared</c> next to the repository.</summary>
internal static class SharedImages
{
    public static string[] All()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "global.json"))) root = root.Parent;
        var shared = Environment.GetEnvironmentVariable("MULTIBOX_SHARED") is { Length: > 0 } set ? set : Path.Combine(root?.FullName ?? ".", "..", "shared");
        var images = Path.Combine(shared, "images");
        Skip.IfNot(Directory.Exists(images), $"{images} is not there; MULTIBOX_SHARED names the folder of shared test data.");
        return Directory.GetFiles(images, "*.jpg");
    }
}
