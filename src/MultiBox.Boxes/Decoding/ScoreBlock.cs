using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Boxes;

/// <summary>
/// The class scores of eight default boxes at once, one in each lane. The arithmetic of a lane is that of
/// <see cref="Predictions.TryScores"/>, step by step: scores have the same bits.
/// </summary>
internal static class ScoreBlock
{
    /// <summary>The number of default boxes of a block.</summary>
    public const int Width = 8;

    /// <summary>Whether blocks are quicker than one default box after the other.</summary>
    public static bool IsQuick => Vector128.IsHardwareAccelerated;

    /// <summary>The scores of a block.</summary>
    /// <param name="logits"><c>[8, C]</c>, row-major.</param>
    /// <param name="classCount">C.</param>
    /// <param name="sigmoid">Whether the scores are sigmoids; then those of the background are not filled.</param>
    /// <param name="logitThreshold">From <see cref="Predictions.LogitThreshold"/>.</param>
    /// <param name="scores">Receives <c>[C, 8]</c>, unless no class of any of the boxes can reach the score threshold.</param>
    /// <param name="passing">Receives which of the boxes can, a bit each; 0 when <paramref name="scores"/> was not filled.</param>
    /// <returns>Whether the block could be read: not when a logit is NaN or infinite.</returns>
    public static bool TryRead(ReadOnlySpan<float> logits, int classCount, bool sigmoid, float logitThreshold, Span<float> scores, out uint passing)
    {
        Turn(logits, classCount, scores);
        ref var column = ref MemoryMarshal.GetReference(scores);
        var foreground = Vector256.LoadUnsafe(ref column, Width);
        var poison = foreground * Vector256<float>.Zero;
        for (var c = 2; c < classCount; c++)
        {
            var values = Vector256.LoadUnsafe(ref column, (nuint)(c * Width));
            // Without NaN the native maximum is the maximum.
            foreground = Vector256.MaxNative(foreground, values);
            poison += values * Vector256<float>.Zero;
        }

        var background = Vector256.LoadUnsafe(ref column);
        if (!sigmoid) poison += background * Vector256<float>.Zero;
        passing = 0;
        if (!Vector256.EqualsAll(poison, Vector256<float>.Zero)) return false;
        var margin = sigmoid ? foreground : foreground - background;
        passing = ~Vector256.LessThan(margin, Vector256.Create(logitThreshold)).ExtractMostSignificantBits() & 0xFF;
        if (passing == 0) return true;
        if (sigmoid) Sigmoid(ref column, classCount);
        else Softmax(ref column, classCount, Vector256.MaxNative(foreground, background));
        return true;
    }

    private static void Softmax(ref float column, int classCount, Vector256<float> max)
    {
        var sum = Vector256<float>.Zero;
        for (nuint c = 0; c < (nuint)classCount; c++)
        {
            var e = Exponential.Of(Vector256.LoadUnsafe(ref column, c * Width) - max);
            e.StoreUnsafe(ref column, c * Width);
            sum += e;
        }

        for (nuint c = 0; c < (nuint)classCount; c++) (Vector256.LoadUnsafe(ref column, c * Width) / sum).StoreUnsafe(ref column, c * Width);
    }

    private static void Sigmoid(ref float column, int classCount)
    {
        var one = Vector256<float>.One;
        for (nuint c = 1; c < (nuint)classCount; c++) (one / (one + Exponential.Of(-Vector256.LoadUnsafe(ref column, c * Width)))).StoreUnsafe(ref column, c * Width);
    }

    // Rows become columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ReadOnlySpan<float> logits, int classCount, Span<float> columns)
    {
        if (logits.Length != Width * classCount || columns.Length < logits.Length) throw new ArgumentException($"{Width} x {classCount} logits were expected.");
        ref var source = ref MemoryMarshal.GetReference(logits);
        ref var target = ref MemoryMarshal.GetReference(columns);
        for (var lane = 0; lane < Width; lane++)
        {
            for (var c = 0; c < classCount; c++) Unsafe.Add(ref target, (c * Width) + lane) = Unsafe.Add(ref source, (lane * classCount) + c);
        }
    }
}
