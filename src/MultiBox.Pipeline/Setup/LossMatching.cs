using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>
/// How an experiment's loss matches default boxes, as far as its options tell: <c>match_iou</c> and <c>rule</c>, which is what the
/// multibox loss calls them. A loss without them is taken to match as the paper does.
/// </summary>
/// <param name="MatchIou">The IoU from which a default box matches, 0..1.</param>
/// <param name="Matcher">The matcher.</param>
internal sealed record LossMatching(float MatchIou, IMatcher Matcher)
{
    private const float PaperIou = 0.5f;

    /// <summary>How an experiment's loss matches.</summary>
    /// <param name="resolved">The experiment.</param>
    public static LossMatching Of(ResolvedExperiment resolved) => Of(resolved.Loss.Options);

    /// <summary>How a loss of these options matches.</summary>
    /// <param name="options">The options, of the plugin's own type.</param>
    internal static LossMatching Of(object options)
    {
        var iou = Option("MatchIou") is var value and (float or double) ? Convert.ToSingle(value, CultureInfo.InvariantCulture) : PaperIou;
        if (iou is not (> 0 and <= 1)) iou = PaperIou;
        return new LossMatching(iou, Option("Rule")?.ToString() == "Mxnet" ? new BipartiteMatcher(iou) : new PerPredictionMatcher(iou));

        object? Option(string name) => options.GetType().GetProperty(name)?.GetValue(options);
    }
}
