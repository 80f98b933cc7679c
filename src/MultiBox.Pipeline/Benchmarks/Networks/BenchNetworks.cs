namespace MultiBox.Pipeline.Benchmarks.Networks;

/// <summary>The networks that are measured by themselves.</summary>
internal static class BenchNetworks
{
    /// <summary>The classes of PASCAL VOC.</summary>
    public const int VocClasses = 20;

    /// <summary>Experiment <c>resnet50-512</c>.</summary>
    /// <param name="context">Where experiments and plugins are, and how large networks may be.</param>
    /// <param name="folder">Where the files for peers go.</param>
    public static BenchNetwork ResNet50(BenchContext context, BenchFolder folder) =>
        BenchNetwork.Load(context, "resnet50-512", "resnet50-512", folder.Root, Size(context, 512));

    /// <summary>The network of experiment <c>bccd-resnet18-300</c>.</summary>
    /// <param name="context">Where experiments and plugins are, and how large networks may be.</param>
    /// <param name="folder">Where the files for peers go.</param>
    /// <param name="size">The input's width and height in pixels.</param>
    /// <param name="classes">The number of classes without the background.</param>
    public static BenchNetwork ResNet18(BenchContext context, BenchFolder folder, int size = 300, int classes = VocClasses) => BenchNetwork.Load(
        context,
        $"resnet18-{size}",
        "bccd-resnet18-300",
        folder.Root,
        Size(context, size),
        $"dataset.classes=[{string.Join(", ", Enumerable.Range(1, classes).Select(number => $"class {number}"))}]");

    private static string Size(BenchContext context, int size) => $"model.input_size={Math.Min(size, context.Pace.LargestInput)}";
}
