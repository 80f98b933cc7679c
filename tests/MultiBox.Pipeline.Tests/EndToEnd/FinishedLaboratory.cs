using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>The tiny experiment after all stages, made once for the tests of a class: each works in a copy.</summary>
public sealed class FinishedLaboratory : IDisposable
{
    private readonly Laboratory _lab = new();

    public FinishedLaboratory() => _lab.RunTo(Stage.Demo);

    /// <summary>A copy, which the caller disposes.</summary>
    internal Laboratory Copy()
    {
        var copy = _lab.Copy();
        // A prepared data set belongs to the place of its pictures.
        copy.RunTo(Stage.Prepare);
        copy.Log.Tables.Clear();
        return copy;
    }

    public void Dispose() => _lab.Dispose();
}
