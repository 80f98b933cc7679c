using MultiBox.Boxes;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>Compares detections of two programs.</summary>
internal static class Agreement
{
    /// <summary>Each detection has its own partner of the same label; detections of nearly the same score may be in another order.</summary>
    /// <param name="expected">The detections of one.</param>
    /// <param name="actual">Those of the other.</param>
    /// <param name="score">How far scores may differ.</param>
    /// <param name="box">How far coordinates may differ.</param>
    public static void Check(IReadOnlyList<Detection> expected, IReadOnlyList<Detection> actual, float score = 1e-3f, float box = 1e-3f)
    {
        Assert.Equal(expected.Count, actual.Count);
        var left = actual.ToList();
        foreach (var wanted in expected)
        {
            var i = left.FindIndex(found => found.Label == wanted.Label && Math.Abs(found.Score - wanted.Score) <= score && Distance(found.Box, wanted.Box) <= box);
            Assert.True(i >= 0, $"{wanted} has no partner among\n{string.Join('\n', left.Take(5))}");
            left.RemoveAt(i);
        }
    }

    private static float Distance(Box a, Box b) => new[] { a.X1 - b.X1, a.Y1 - b.Y1, a.X2 - b.X2, a.Y2 - b.Y2 }.Max(Math.Abs);
}
