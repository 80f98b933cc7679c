namespace MultiBox.Data;

/// <summary>
/// A seeded source of random numbers (SplitMix64; Steele, Lea and Flood, OOPSLA 2014). Its numbers depend on its key only, not
/// on the thread, the machine or the version of .NET. A mutable value: pass it by reference.
/// </summary>
public struct RandomSequence
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    private RandomSequence(ulong state) => _state = state;

    /// <summary>The sequence of one purpose. Sequences that differ in any argument are unrelated.</summary>
    /// <param name="purpose">What the numbers are for, e.g. <c>crop</c>.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="epoch">The epoch, or 0.</param>
    /// <param name="index">The image's index, or 0.</param>
    public static RandomSequence For(string purpose, long seed, long epoch = 0, long index = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        // FNV-1a over the purpose, then one mixing step for each number.
        var hash = 0xCBF29CE484222325;
        foreach (var letter in purpose) hash = (hash ^ letter) * 0x100000001B3;
        foreach (var part in (ReadOnlySpan<long>)[seed, epoch, index]) hash = Mix(hash + Gamma) ^ Mix((ulong)part - Gamma);
        return new RandomSequence(Mix(hash));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Gamma);

    /// <summary>A number in [0, 1).</summary>
    public float NextSingle() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound; equal bounds give that value.</param>
    public float Uniform(float low, float high) => low + (NextSingle() * (high - low));

    /// <summary>An integer in [0, <paramref name="bound"/>), each equally likely (to within 2^-64 x bound).</summary>
    /// <param name="bound">The number of values, above 0.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>True with a probability.</summary>
    /// <param name="probability">0 is never, 1 is always.</param>
    public bool Chance(float probability) => NextSingle() < probability;

    /// <summary>Brings a list into random order (Fisher-Yates).</summary>
    /// <param name="values">The list, changed in place.</param>
    /// <typeparam name="T">The elements' type.</typeparam>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
