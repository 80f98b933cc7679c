using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;
using TorchSharp;

namespace MultiBox.Data.Tests.Loading;

public sealed class BatchLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multibox-").FullName;
    private readonly List<BatchLoader> _loaders = [];
    private readonly ImageRecord[] _records;

    public BatchLoaderTests() => _records = [.. Enumerable.Range(0, 11).Select(Record)];

    public void Dispose()
    {
        foreach (var loader in _loaders) loader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void One_worker_and_four_give_the_same_batches_to_the_bit()
    {
        var one = Read(Loader(_records, Training with { Workers = 1, Prefetch = 1 }), epoch: 3);
        var four = Read(Loader(_records, Training with { Workers = 4, Prefetch = 3, CacheBytes = 20_000 }), epoch: 3);
        AssertSame(one, four);
    }

    [Fact]
    public void The_cache_changes_nothing()
    {
        var loader = Loader(_records, Training with { CacheBytes = long.MaxValue / 2 });
        var first = Read(loader, epoch: 1);
        foreach (var record in _records) File.Delete(record.Picture.Path);
        AssertSame(first, Read(loader, epoch: 1));
    }

    [Fact]
    public void Epochs_differ_in_order_and_in_pixels()
    {
        var loader = Loader(_records, Training);
        Assert.NotEqual(loader.Order(0), loader.Order(1));
        Assert.NotEqual(Read(loader, 0)[0].Pixels, Read(loader, 1)[0].Pixels);
        AssertSame(Read(loader, 1), Read(loader, 1));
    }

    [Fact]
    public void Starting_at_a_batch_gives_the_rest_of_the_epoch()
    {
        var loader = Loader(_records, Training);
        AssertSame(Read(loader, 2)[1..], Read(loader, 2, firstBatch: 1));
        Assert.Empty(Read(loader, 2, firstBatch: loader.BatchCount));
    }

    [Theory]
    [InlineData(false, 3, 3)]
    [InlineData(true, 2, 4)]
    public void The_last_batch_is_kept_or_dropped(bool dropLast, int count, int lastSize)
    {
        var loader = Loader(_records, Training with { DropLast = dropLast });
        var batches = Read(loader, 0);
        Assert.Equal(count, loader.BatchCount);
        Assert.Equal(count, batches.Count);
        Assert.Equal(lastSize, batches[^1].Ids.Length);
        Assert.Equal(Enumerable.Range(0, count), batches.Select(b => b.Index));
    }

    [Fact]
    public void Evaluation_keeps_the_order_and_only_resizes()
    {
        var loader = Loader(_records, Evaluation);
        var batches = Read(loader, 0);
        Assert.Equal(_records.Select(r => r.Id), batches.SelectMany(b => b.Ids));
        var expected = new float[3 * 24 * 24];
        new InputWriter(24, PixelNormalization.ImageNet).Write(ImageFile.Decode(_records[5].Picture.Path), expected);
        Assert.Equal(expected, batches[1].Pixels[expected.Length..(2 * expected.Length)]);
        // Record 5 is 45 x 30 pixels, its first object (4, 3) to (18, 15).
        Assert.Equal(new Box(4 / 45f, 3 / 30f, 18 / 45f, 15 / 30f), batches[1].Truths[1].Boxes[0]);
        AssertSame(batches, Read(loader, 7));
    }

    [Fact]
    public void Difficult_objects_take_part_unless_left_out()
    {
        Assert.All(Read(Loader(_records, Evaluation), 0).SelectMany(b => b.Truths), truth => Assert.Equal([1, 2], truth.Labels));
        Assert.All(
            Read(Loader(_records, Evaluation with { UseDifficult = false }), 0).SelectMany(b => b.Truths),
            truth => Assert.Equal([1], truth.Labels));
    }

    [Fact]
    public void Crowds_are_not_learnt_from_and_do_not_guide_the_crops()
    {
        var crowded = _records.Select(record => record with
        {
            Objects = [new AnnotatedObject(2, new Box(0, 0, 20, 10), false, false, Crowd: true), .. record.Objects],
        });
        AssertSame(Read(new BatchLoader(_records, Training), 1), Read(new BatchLoader([.. crowded], Training), 1));
    }

    [Fact]
    public void Degenerate_boxes_and_images_without_objects_are_no_trouble()
    {
        ImageRecord[] records =
        [
            _records[0] with { Objects = [] },
            _records[1] with { Objects = [new AnnotatedObject(1, new Box(5, 5, 5, 5), false, false)] },
        ];
        var batch = Assert.Single(Read(Loader(records, Training), 0));
        Assert.All(batch.Truths, truth => Assert.Empty(truth.Boxes));
    }

    [Fact]
    public void Nothing_learns_from_a_crowd()
    {
        var record = _records[0] with { Objects = [.. _records[0].Objects, new AnnotatedObject(1, new Box(1, 1, 30, 20), false, false, Crowd: true)] };
        Assert.Equal([1, 2], Assert.Single(Assert.Single(Read(Loader([record], Evaluation), 0)).Truths).Labels);
    }

    [Fact]
    public void No_records_make_no_batches() => Assert.Empty(Read(Loader([], Training), 0));

    [Fact]
    public void All_unusable_pictures_of_a_batch_are_named()
    {
        var whole = File.ReadAllBytes(_records[1].Picture.Path);
        File.WriteAllBytes(_records[1].Picture.Path, whole[..(whole.Length / 2)]);
        File.Delete(_records[2].Picture.Path);
        _records[3] = _records[3] with { Width = 99 };
        var fault = Assert.Throws<MultiBoxException>(() => Read(Loader(_records, Evaluation with { Workers = 3 }), 0));
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                $"{_records[1].Picture.Path}: the picture cannot be decoded (IncompleteInput). The file is damaged or incomplete; fetch or export it again.",
                $"Could not find file '{_records[2].Picture.Path}'.",
                $"{_records[3].Picture.Path}: the picture has 43 x 30 pixels, its annotation says 99 x 30 ({_records[3].AnnotationPath}). "
                + "Correct the annotation's size, or its boxes would be misplaced."),
            fault.Message);
    }

    [Fact]
    public void Batches_before_a_bad_picture_still_arrive()
    {
        File.WriteAllText(_records[9].Picture.Path, "no picture");
        var seen = new List<int>();
        Assert.Throws<MultiBoxException>(() =>
        {
            foreach (var batch in Loader(_records, Evaluation).Epoch(0))
            {
                using (batch) seen.Add(batch.Index);
            }
        });
        Assert.Equal([0, 1], seen);
    }

    [Fact]
    public void Leaving_early_frees_every_tensor()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = new BatchLoader(_records, Training with { BatchSize = 1, Prefetch = 4 }))
        {
            foreach (var batch in loader.Epoch(0))
            {
                batch.Dispose();
                break;
            }
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_whole_epoch_leaves_no_tensor_behind()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = new BatchLoader(_records, Training)) _ = Read(loader, 0);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_failing_epoch_leaves_no_tensor_behind()
    {
        File.WriteAllText(_records[0].Picture.Path, "no picture");
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = new BatchLoader(_records, Evaluation)) Assert.Throws<MultiBoxException>(() => Read(loader, 0));
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_scope_that_ends_does_not_take_batches_along()
    {
        using var batches = Loader(_records, Evaluation).Epoch(0).GetEnumerator();
        using (torch.NewDisposeScope()) Assert.True(batches.MoveNext());
        using var batch = batches.Current;
        Assert.Equal([4, 3, 24, 24], batch.Images.shape);
        Assert.Equal(torch.ScalarType.Float32, batch.Images.dtype);
        // The next batches, begun inside the scope, are whole as well.
        Assert.True(batches.MoveNext());
        using var next = batches.Current;
        Assert.Equal(4, next.Images.shape[0]);
    }

    [Fact]
    public void Cancelling_ends_the_epoch()
    {
        using var cancellation = new CancellationTokenSource();
        using var batches = Loader(_records, Training with { BatchSize = 1 }).Epoch(0, 0, cancellation.Token).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (batches.MoveNext()) batches.Current.Dispose();
        });
    }

    [Fact]
    public void Options_out_of_range_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(_records, Training with { Workers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(_records, Training with { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(_records, Training).Epoch(0, firstBatch: 4));
    }

    private static BatchLoaderOptions Evaluation { get; } = new() { InputSize = 24, BatchSize = 4, Normalization = PixelNormalization.ImageNet };

    private static BatchLoaderOptions Training { get; } = Evaluation with { Augmentation = new AugmentationOptions(), Shuffle = true, Seed = 11 };

    private BatchLoader Loader(IReadOnlyList<ImageRecord> records, BatchLoaderOptions options)
    {
        _loaders.Add(new BatchLoader(records, options));
        return _loaders[^1];
    }

    private static List<Seen> Read(BatchLoader loader, long epoch, int firstBatch = 0)
    {
        var seen = new List<Seen>();
        foreach (var batch in loader.Epoch(epoch, firstBatch))
        {
            using (batch)
            {
                seen.Add(new Seen(batch.Index, [.. batch.Records.Select(r => r.Id)], batch.Images.data<float>().ToArray(), batch.GroundTruths));
            }
        }

        return seen;
    }

    private static void AssertSame(IReadOnlyList<Seen> expected, IReadOnlyList<Seen> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.Index, b.Index);
            Assert.Equal(a.Ids, b.Ids);
            Assert.True(a.Pixels.AsSpan().SequenceEqual(b.Pixels));
            Assert.Equal(a.Truths.Select(t => t.Boxes), b.Truths.Select(t => t.Boxes));
            Assert.Equal(a.Truths.Select(t => t.Labels), b.Truths.Select(t => t.Labels));
        }
    }

    private ImageRecord Record(int index)
    {
        var image = new RgbImage(40 + index, 30);
        var random = RandomSequence.For("pixels", index);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)random.NextInt(256);
        var path = Path.Combine(_folder, $"{index}.jpg");
        ImageFile.Write(path, image);
        return new ImageRecord(
            $"{index}",
            "test",
            new PictureLocation(path),
            Path.ChangeExtension(path, ".xml"),
            image.Width,
            image.Height,
            [new AnnotatedObject(1, new Box(4, 3, 18, 15), false, false), new AnnotatedObject(2, new Box(20, 8, 36, 28), true, false)]);
    }

    private sealed record Seen(int Index, string[] Ids, float[] Pixels, IReadOnlyList<GroundTruth> Truths);
}
