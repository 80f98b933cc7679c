namespace MultiBox.Evaluation;

/// <summary>Sums up a precision-recall curve in one number.</summary>
internal static class AveragePrecision
{
    /// <summary>The mean over t = 0, 0.1, ..., 1 of the highest precision at recall t and beyond.</summary>
    /// <param name="truePositives"><c>[D]</c>: true positives so far.</param>
    /// <param name="precision"><c>[D]</c>.</param>
    /// <param name="positives">The number of positives, above 0.</param>
    public static double ElevenPoint(ReadOnlySpan<int> truePositives, ReadOnlySpan<double> precision, int positives)
    {
        var sum = 0.0;
        var highest = 0.0;
        var i = truePositives.Length - 1;
        for (var tenths = 10; tenths >= 0; tenths--)
        {
            // Whole numbers, so that a recall of exactly 3/10 reaches 0.3.
            for (; i >= 0 && 10L * truePositives[i] >= (long)tenths * positives; i--) highest = Math.Max(highest, precision[i]);
            sum += highest;
        }

        return sum / 11;
    }

    /// <summary>The area under the envelope: precision made falling from the end of the curve to its start.</summary>
    /// <param name="precision"><c>[D]</c>.</param>
    /// <param name="recall"><c>[D]</c>, rising.</param>
    public static double Area(ReadOnlySpan<double> precision, ReadOnlySpan<double> recall)
    {
        var area = 0.0;
        var highest = 0.0;
        for (var i = precision.Length - 1; i >= 0; i--)
        {
            highest = Math.Max(highest, precision[i]);
            area += highest * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
        }

        return area;
    }
}
