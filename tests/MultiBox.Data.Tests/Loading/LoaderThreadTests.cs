using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Loading;

public sealed class LoaderThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MemoryPictures _pictures = new(40, 32, 24);

    [Fact]
    public void Threads_start_with_the_first_batch_serve_all_epochs_and_end_with_the_loader()
    {
        Thread[] threads;
        using (var loader = Loader(workers: 3))
        {
            var epoch = loader.Epoch(0);
            Assert.Empty(loader.Threads);
            Count(epoch);
            threads = [.. loader.Threads];
            Assert.Equal(3, threads.Length);
            Count(loader.Epoch(1));
            Assert.Equal(threads, loader.Threads);
            Assert.All(threads, thread => Assert.True(thread.IsAlive && thread.IsBackground));
        }

        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    [Fact]
    public void A_slow_picture_does_not_hold_up_the_others()
    {
        // Picture 0 waits for all that are loaded ahead: those of its own batch and of the next one.
        using var others = new CountdownEvent(7);
        _pictures.OnRead = index =>
        {
            if (index == 0) Assert.True(others.Wait(Patience));
            else if (index < 8) others.Signal();
        };
        using var loader = Loader(workers: 2);
        using var batches = loader.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        Assert.Equal(["0", "1", "2", "3"], batches.Current.Records.Select(r => r.Id));
        batches.Current.Dispose();
    }

    [Fact]
    public void Leaving_an_epoch_begins_no_further_picture()
    {
        var read = 0;
        _pictures.OnRead = _ => Interlocked.Increment(ref read);
        using var loader = Loader(workers: 2);
        foreach (var batch in loader.Epoch(0))
        {
            batch.Dispose();
            break;
        }

        var atLeaving = Volatile.Read(ref read);
        // The batch that was seen and the two ahead of it; an epoch after it reads its own.
        Assert.InRange(atLeaving, 4, 12);
        Assert.Equal(10, Count(loader.Epoch(1)));
        Assert.Equal(atLeaving + 40, Volatile.Read(ref read));
    }

    [Fact]
    public void Two_epochs_at_once_do_not_disturb_each_other()
    {
        using var loader = Loader(workers: 3, new AugmentationOptions());
        var expected = new[] { 0, 1 }.Select(epoch => Pixels(loader.Epoch(epoch)).ToArray()).ToArray();
        var index = 0;
        foreach (var (first, second) in Pixels(loader.Epoch(0)).Zip(Pixels(loader.Epoch(1))))
        {
            Assert.True(expected[0][index].AsSpan().SequenceEqual(first));
            Assert.True(expected[1][index++].AsSpan().SequenceEqual(second));
        }

        Assert.Equal(10, index);
    }

    [Fact]
    public void Who_waits_for_a_batch_is_told_that_the_loader_was_disposed()
    {
        using var begun = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        _pictures.OnRead = index =>
        {
            begun.Set();
            Assert.True(release.Wait(Patience));
        };
        var loader = Loader(workers: 1);
        var waiting = Task.Run(() => Count(loader.Epoch(0)));
        Assert.True(begun.Wait(Patience));
        var disposer = new Thread(loader.Dispose);
        disposer.Start();
        // It has refused what was not begun, and waits for the thread that is at a picture.
        Assert.True(SpinWait.SpinUntil(() => disposer.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience));
        release.Set();
        var fault = Assert.Throws<AggregateException>(() => waiting.Wait(Patience)).InnerException;
        Assert.Equal("MultiBox.Data.BatchLoader", Assert.IsType<ObjectDisposedException>(fault).ObjectName);
        disposer.Join();
        Assert.All(loader.Threads, thread => Assert.False(thread.IsAlive));
    }

    [Fact]
    public void A_disposed_loader_makes_no_batches()
    {
        var loader = Loader(workers: 1);
        Count(loader.Epoch(0));
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Count(loader.Epoch(0)));
    }

    [Fact]
    public void A_fault_of_the_program_names_the_image_and_keeps_its_cause()
    {
        _pictures.OnRead = index => _ = index == 5 ? throw new InvalidOperationException("no luck") : 0;
        using var loader = Loader(workers: 2);
        var fault = Assert.Throws<InvalidOperationException>(() => Count(loader.Epoch(0)));
        Assert.Equal("/nowhere/5.jpg: no luck", fault.Message);
        Assert.Equal("no luck", fault.InnerException!.Message);
        // The threads are none the worse for it.
        Assert.Equal(8, Count(loader.Epoch(0, firstBatch: 2)));
    }

    private static int Count(IEnumerable<Batch> batches)
    {
        var count = 0;
        foreach (var batch in batches)
        {
            using (batch) count++;
        }

        return count;
    }

    private static IEnumerable<float[]> Pixels(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            using (batch) yield return batch.Images.data<float>().ToArray();
        }
    }

    private BatchLoader Loader(int workers, AugmentationOptions? augmentation = null) => new(_pictures.Records, _pictures, new BatchLoaderOptions
    {
        InputSize = 16,
        BatchSize = 4,
        Normalization = PixelNormalization.ImageNet,
        Workers = workers,
        Augmentation = augmentation,
    });
}
