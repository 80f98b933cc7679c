namespace MultiBox.Pipeline.Benchmarks.Networks;

/// <summary>The networks that are measured by themselves.</summary>
internal static class BenchNetworks
{
    /// <summary>The classes of PASCAL VOC.</summary>
    public const int VocClasses = 20;

    /// <summary>Experiment <c>resnet50-512</c>.</summary>
    /// <param name="context">Where experiments and plugins are.</param>
    /// <param name="folder">Where the files for peers go.</param>
    public static BenchNetwork ResNet50(BenchContext context, BenchFolder folder) => Load(context, folder, "resnet50", "resnet50-512", 512, VocClasses);

    /// <summary>The network of experiment <c>bccd-resnet18-300</c>.</summary>
    /// <param name="context">Where experiments and plugins are.</param>
    /// <param name="folder">Where the files for peers go.</param>
    /// <param name="size">The input's width and height in pixels.</param>
    /// <param name="classes">The number of classes without the background.</param>
    public static BenchNetwork ResNet18(BenchContext context, BenchFolder folder, int size = 300, int classes = VocClasses) =>
        Load(context, folder, "resnet18", "bccd-resnet18-300", size, classes);

    /// <summary>Experiment <c>vgg16-300</c>, with all its weights trained.</summary>
    /// <param name="context">Where experiments and plugins are.</param>
    /// <param name="folder">Where the files for peers go.</param>
    public static BenchNetwork Vgg16(BenchContext context, BenchFolder folder) => Load(context, folder, "vgg16", "vgg16-300", 300, VocClasses);

    private static BenchNetwork Load(BenchContext context, BenchFolder folder, string name, string experiment, int size, int classes) => BenchNetwork.Load(
        context,
        $"{name}-{size}",
        context.Pace.StandIn ?? experiment,
        folder.Root,
        $"model.input_size={size}",
        $"dataset.classes=[{string.Join(", ", Enumerable.Range(1, classes).Select(number => $"class {number}"))}]");
}
