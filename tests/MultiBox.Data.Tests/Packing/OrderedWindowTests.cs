namespace MultiBox.Data.Tests.Packing;

public sealed class OrderedWindowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_come_in_order_whoever_is_first(int threads)
    {
        var taken = new List<int>();

        // Every third piece takes its time.
        OrderedWindow<int>.Run(200, threads, long.MaxValue, _ => 1, i =>
        {
            if (i % 3 == 0) Thread.Sleep(1);
            return i * i;
        }, (i, result) =>
        {
            Assert.Equal(i * i, result);
            taken.Add(i);
        }, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 200), taken);
    }

    [Fact]
    public void No_work_is_no_work() =>
        OrderedWindow<int>.Run(0, 2, 1, _ => 1, _ => throw new InvalidOperationException(), (_, _) => throw new InvalidOperationException(), CancellationToken.None);

    [Fact]
    public void What_is_begun_and_not_taken_stays_within_the_budget()
    {
        var (gate, underWay, most) = (new object(), 0, 0);
        int[] costs = [.. Enumerable.Range(0, 300).Select(i => 1 + (i * 7 % 10))];

        OrderedWindow<int>.Run(300, 8, 25, i => costs[i], i =>
        {
            lock (gate) most = Math.Max(most, underWay += costs[i]);
            return i;
        }, (i, _) =>
        {
            lock (gate) underWay -= costs[i];
        }, CancellationToken.None);

        Assert.InRange(most, 11, 25);
    }

    [Fact]
    public void A_piece_that_is_dearer_than_the_budget_is_done_alone()
    {
        var (underWay, atDear) = (0, 0);

        OrderedWindow<int>.Run(20, 4, 10, i => i == 9 ? 1000 : 3, i =>
        {
            var now = Interlocked.Increment(ref underWay);
            if (i == 9) atDear = now;
            return i;
        }, (_, _) => Interlocked.Decrement(ref underWay), CancellationToken.None);

        Assert.Equal(1, atDear);
    }

    [Fact]
    public void The_first_fault_in_order_is_thrown_and_all_threads_end()
    {
        var running = 0;
        var fault = Assert.Throws<InvalidOperationException>(() => OrderedWindow<int>.Run(100, 4, long.MaxValue, _ => 1, i =>
        {
            Interlocked.Increment(ref running);
            try
            {
                // The later one is there first.
                if (i == 5) Thread.Sleep(20);
                return i is 5 or 6 ? throw new InvalidOperationException($"{i}") : i;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }, (_, _) => { }, CancellationToken.None));

        Assert.Equal("5", fault.Message);
        Assert.Equal(0, running);
    }

    [Fact]
    public void A_fault_in_taking_ends_the_work()
    {
        var done = 0;
        Assert.Throws<InvalidDataException>(() => OrderedWindow<int>.Run(
            100_000, 2, long.MaxValue, _ => 1, _ => Interlocked.Increment(ref done), (i, _) => { if (i == 3) throw new InvalidDataException(); }, CancellationToken.None));

        Assert.InRange(done, 4, 1000);
    }

    [Fact]
    public void The_work_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var taken = 0;

        Assert.Throws<OperationCanceledException>(() => OrderedWindow<int>.Run(100_000, 2, long.MaxValue, _ => 1, i => i, (i, _) =>
        {
            taken++;
            if (i == 10) stop.Cancel();
        }, stop.Token));

        Assert.Equal(11, taken);
    }
}
