using MultiBox.Abstractions;

namespace MultiBox.Inference.Tests;

public sealed class DetectionStreamTests(TinyRun run) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Results_come_in_order_with_their_pictures(int batchSize)
    {
        using var detector = run.Load(new DetectorOptions { BatchSize = batchSize });
        DetectorPicture[] pictures = [.. Enumerable.Range(0, 21).Select(i => i % 2 == 0 ? DetectorPicture.FromFile(run.Paths[i % 6]) : DetectorPicture.FromImage(run.Pictures[i % 6]))];
        var expected = detector.DetectStream(pictures).ToList();
        Assert.Equal(pictures, expected.Select(result => result.Picture));
        Assert.All(expected.Select((result, i) => (result, run.Pictures[i % 6])), x => Assert.Equal((x.Item2.Width, x.Item2.Height), (x.result.Width, x.result.Height)));

        var later = new List<PictureDetections>();
        await foreach (var result in detector.DetectStream(Slowly(pictures))) later.Add(result);
        Assert.Equal(expected.Select(result => result.Objects), later.Select(result => result.Objects));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_picture_that_is_none_is_told_at_its_place(int batchSize)
    {
        using var detector = run.Load(new DetectorOptions { BatchSize = batchSize });
        var bad = run.Write("pictures/bad.jpg", "not a picture");
        var received = 0;
        var fault = Assert.Throws<MultiBoxException>(() =>
        {
            foreach (var _ in detector.DetectStream([run.Paths[0], run.Paths[1], bad, run.Paths[2]])) received++;
        });
        Assert.Equal(2, received);
        Assert.StartsWith($"{bad}: not a readable picture", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_read_only_a_few_ahead()
    {
        using var detector = run.Load();
        var read = 0;
        foreach (var (_, i) in detector.DetectStream(Counted()).Select((result, i) => (result, i)))
        {
            // Four that wait decoded or are found, and one at each of the three stages.
            Assert.InRange(Volatile.Read(ref read), i + 1, i + 8);
            if (i == 30) break;
            Thread.Sleep(1);
        }

        var after = Volatile.Read(ref read);
        Thread.Sleep(20);
        Assert.Equal(after, Volatile.Read(ref read));

        IEnumerable<DetectorPicture> Counted()
        {
            while (true)
            {
                Interlocked.Increment(ref read);
                yield return run.Pictures[read % 6];
            }
        }
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var detector = run.Load();
        using var stop = new CancellationTokenSource();
        var received = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in detector.DetectStream(Enumerable.Repeat<DetectorPicture>(run.Pictures[0], int.MaxValue), stop.Token))
            {
                if (++received == 5) stop.Cancel();
            }
        });
        Assert.Equal(5, received);
    }

    [Fact]
    public void A_fault_of_the_pictures_source_reaches_the_receiver()
    {
        using var detector = run.Load();
        var fault = Assert.Throws<InvalidOperationException>(() => detector.DetectStream(Broken()).Count());
        Assert.Equal("The camera is gone.", fault.Message);

        IEnumerable<DetectorPicture> Broken()
        {
            yield return run.Pictures[0];
            throw new InvalidOperationException("The camera is gone.");
        }
    }

    [Fact]
    public void No_pictures_are_no_results()
    {
        using var detector = run.Load();
        Assert.Empty(detector.DetectBatch([]));
    }

    private static async IAsyncEnumerable<DetectorPicture> Slowly(IEnumerable<DetectorPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            await Task.Delay(1);
            yield return picture;
        }
    }
}
