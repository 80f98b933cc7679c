using System.Runtime.Intrinsics;

namespace MultiBox.Boxes.Tests;

public class ExponentialTests
{
    private static IEnumerable<float> Numbers => Enumerable.Range(0, 400_000).Select(i => -90 + (i * 180f / 400_000))
        .Concat([0, -0f, 1, -1, 88.37f, 88.38f, -87.33f, -87.34f, 1e-30f, -1e-30f, 1e30f, -1e30f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue]);

    [Fact]
    public void It_is_within_two_units_of_the_last_place() => Assert.All(Numbers.Where(x => x is > -87.3f and < 88.3f), x =>
    {
        var exact = Math.Exp(x);
        Assert.InRange(Math.Abs(Exponential.Of(x) - exact) / exact, 0, 2 * 1.2e-7);
    });

    [Fact]
    public void Out_of_range_it_is_zero_or_infinity_and_NaN_stays()
    {
        Assert.Equal(0, Exponential.Of(-88));
        Assert.Equal(0, Exponential.Of(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, Exponential.Of(89));
        Assert.Equal(float.PositiveInfinity, Exponential.Of(float.PositiveInfinity));
        Assert.Equal(1, Exponential.Of(0));
        Assert.True(float.IsNaN(Exponential.Of(float.NaN)));
    }

    [Fact]
    public void Eight_at_once_have_the_bits_of_one()
    {
        foreach (var eight in Numbers.Chunk(8))
        {
            var together = Exponential.Of(Vector256.Create<float>([.. eight, .. new float[8 - eight.Length]]));
            for (var i = 0; i < eight.Length; i++)
            {
                if (BitConverter.SingleToInt32Bits(Exponential.Of(eight[i])) != BitConverter.SingleToInt32Bits(together[i])) Assert.Fail($"exp({eight[i]:R})");
            }
        }
    }
}
