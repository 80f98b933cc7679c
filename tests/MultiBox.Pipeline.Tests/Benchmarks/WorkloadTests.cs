using System.Diagnostics;
using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class WorkloadTests
{
    [Fact]
    public void A_round_makes_at_least_one_pass()
    {
        var passes = new List<int>();
        var sample = Workload.Timed("a", Pass(passes, 3)).Round(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal([0], passes);
        Assert.True(sample.Value > 0);
    }

    [Fact]
    public void No_two_rounds_share_the_number_of_a_pass()
    {
        var passes = new List<int>();
        var workload = Workload.Timed("a", Pass(passes, 3));
        for (var round = 0; round < 3; round++) workload.Round(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, passes.Count), passes);
    }

    [Fact]
    public void A_round_goes_on_until_its_time_is_over()
    {
        var clock = Stopwatch.StartNew();
        Workload.Timed("a", _ => 1).Round(TimeSpan.FromMilliseconds(12), CancellationToken.None);
        Assert.True(clock.ElapsedMilliseconds >= 12, $"{clock.Elapsed}");
    }

    // An array of 1000 bytes has a header of 24 on 64 bits.
    [Fact]
    public void Memory_is_counted_for_each_item()
    {
        byte[][] kept = new byte[4][];
        var sample = Workload.Allocating("a", _ =>
        {
            for (var i = 0; i < kept.Length; i++) kept[i] = new byte[1000];
            return kept.Length;
        }).Round(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(1024, sample.Value, tolerance: 32);
        Assert.Null(sample.CpuValue);
    }

    [Fact]
    public void Memory_of_other_threads_counts_for_work_of_several()
    {
        byte[] kept = [];
        var sample = Workload.Allocating("a", _ =>
        {
            var thread = new Thread(() => kept = new byte[100_000]);
            thread.Start();
            thread.Join();
            return 1;
        }, threads: 2).Round(TimeSpan.Zero, CancellationToken.None);
        Assert.True(sample.Value >= kept.Length, $"{sample.Value}");
    }

    [Fact]
    public void A_round_stops_between_two_passes()
    {
        using var stop = new CancellationTokenSource();
        var workload = Workload.Timed("a", _ =>
        {
            stop.Cancel();
            return 1;
        });
        Assert.Throws<OperationCanceledException>(() => workload.Round(TimeSpan.FromDays(1), stop.Token));
    }

    private static Func<int, int> Pass(List<int> passes, int items) => pass =>
    {
        passes.Add(pass);
        return items;
    };
}
