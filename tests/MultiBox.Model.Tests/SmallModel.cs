using MultiBox.Boxes;
using MultiBox.Plugins.Compact;
using MultiBox.Plugins.Head;

namespace MultiBox.Model.Tests;

/// <summary>A detector that is built and run in milliseconds: the compact backbone at its narrowest and one extra layer.</summary>
internal static class SmallModel
{
    public const int InputSize = 64;

    /// <summary>C: two classes and the background.</summary>
    public const int ClassCount = 3;

    public static BoxCoder Coder { get; } = new(new Variances(0.1f, 0.1f, 0.2f, 0.2f));

    public static SsdModelSpec Spec { get; } = new()
    {
        InputSize = InputSize,
        ClassCount = ClassCount,
        CreateBackbone = () => new CompactBackbone(new CompactOptions { Width = 4, Features = ["stage2", "stage3"] }),
        ExtraLayers = [new ExtraLayerSpec(32)],
        CreateDefaultBoxes = maps => DefaultBoxGenerator.FromRatios([.. maps.Select(_ => new double[] { 2 })], 0.2, 0.8),
        BoxCoder = Coder,
        CreateHead = context => new MultiBoxHead(context),
    };
}
