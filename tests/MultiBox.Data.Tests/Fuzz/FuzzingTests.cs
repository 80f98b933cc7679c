using System.Text;
using MultiBox.Abstractions;
using Xunit.Sdk;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>The fuzzing itself finds what it looks for.</summary>
[Collection(FuzzCollection.Name)]
public sealed class FuzzingTests
{
    private static readonly byte[] Valid = Encoding.UTF8.GetBytes("a file of 100 numbers: 1 2 3");

    [Fact]
    public void A_seed_makes_the_same_bytes_each_time_and_seeds_make_different_ones()
    {
        var target = Target(_ => { });

        Assert.Equal(Cases(target), Cases(target));
        Assert.True(Cases(target).Distinct().Count() > 90);
        Assert.NotEqual(Cases(target), Cases(target with { Name = "another" }));
    }

    [Fact]
    public void Documented_faults_and_results_pass() => Fuzzing.Run(Target(bytes =>
    {
        if (!bytes.AsSpan().SequenceEqual(Valid)) throw new MultiBoxException("no");
    }));

    [Fact]
    public void Other_exceptions_fail_with_the_seed()
    {
        var fault = Assert.Throws<XunitException>(() => Fuzzing.Run(Target(bytes =>
        {
            if (bytes.Length == 0) throw new MultiBoxException("empty");
            if (bytes[0] != 'a') throw new InvalidCastException("here");
        })));

        Assert.Matches(@"^test: seed \d+ \(\d+ bytes\): System\.InvalidCastException: here\n", fault.Message);
        Assert.Matches(@"\nRepeat it with MULTIBOX_FUZZ_SEED=\d+\. It begins [0-9A-F]+\.$", fault.Message);
    }

    [Fact]
    public void Too_much_memory_fails_with_the_seed()
    {
        var fault = Assert.Throws<XunitException>(() => Fuzzing.Run(Target(bytes => GC.KeepAlive(new byte[bytes.AsSpan().SequenceEqual(Valid) ? 0 : 20 << 20]))));

        Assert.Matches(@"^test: seed 0 \(\d+ bytes\): took \d+ bytes of memory for an input of \d+, more than \d+\n", fault.Message);
    }

    [Fact]
    public void A_hang_fails_with_the_seed()
    {
        using var release = new ManualResetEventSlim();
        var fault = Assert.Throws<XunitException>(() => Fuzzing.Run(
            Target(bytes =>
            {
                if (!bytes.AsSpan().SequenceEqual(Valid)) release.Wait();
            }),
            TimeSpan.FromMilliseconds(300)));
        release.Set();

        Assert.StartsWith("test: seed 0 (", fault.Message, StringComparison.Ordinal);
        Assert.Contains("not done after 300 ms", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Valid_input_has_to_be_read() =>
        Assert.Throws<InvalidCastException>(() => Fuzzing.Run(Target(_ => throw new InvalidCastException())));

    private static FuzzTarget Target(Action<byte[]> read) => new("test", [Valid], _ => read) { Tokens = ["(", "<a>"], Cases = 100 };

    private static List<string> Cases(FuzzTarget target) => [.. Enumerable.Range(0, 100).Select(seed => Convert.ToHexString(Fuzzing.Bytes(target, seed)))];
}
