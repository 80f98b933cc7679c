using MultiBox.Imaging;
using MultiBox.Native;
using TorchSharp;

namespace MultiBox.Inference.Tests;

public sealed class DetectorTests(TinyRun run) : IClassFixture<TinyRun>
{
    [Fact]
    public void It_finds_the_same_in_a_picture_however_it_is_given()
    {
        using var detector = run.Load();
        Assert.Equal(["circle", "cross", "ring"], detector.Classes);
        Assert.Equal(64, detector.InputSize);
        foreach (var (picture, path) in run.Pictures.Zip(run.Paths))
        {
            var found = detector.Detect(picture);
            Assert.NotEmpty(found);
            Assert.Equal(found, detector.Detect(path));
            Assert.Equal(found, detector.Detect(File.ReadAllBytes(path)));
            using var stream = File.OpenRead(path);
            Assert.Equal(found, detector.Detect(stream));
        }

        var expected = run.Pictures.Select(detector.Detect);
        Assert.Equal(expected, detector.DetectBatch([.. run.Paths.Select(DetectorPicture.FromFile)]));
        Assert.Equal(expected, detector.DetectStream(run.Paths.Select(DetectorPicture.FromFile)).Select(result => result.Objects));
    }

    [Fact]
    public void Objects_are_named_sorted_and_lie_in_the_picture()
    {
        using var detector = run.Load();
        foreach (var picture in run.Pictures)
        {
            var found = detector.Detect(picture);
            Assert.Equal(found.OrderByDescending(item => item.Score), found);
            Assert.All(found, item =>
            {
                Assert.Equal(detector.Classes[item.ClassId - 1], item.Label);
                Assert.InRange(item.Score, 0.3f, 1);
                Assert.True(item.Box is { X1: >= 0, Y1: >= 0 } && item.Box.X2 <= picture.Width && item.Box.Y2 <= picture.Height && item.Box.Area > 0);
            });
        }
    }

    [Fact]
    public void Boxes_are_in_pixels_of_the_picture()
    {
        using var detector = run.Load();
        var picture = run.Pictures[0];
        var scaled = ImageResizer.Resize(picture, 64, 64, Interpolation.Bilinear);
        // What the network sees of the scaled picture is the same up to the rounding of its pixels.
        var (found, same) = (detector.Detect(picture)[0], detector.Detect(scaled)[0]);
        Assert.Equal(found.Box.X1 / picture.Width, same.Box.X1 / 64, 0.02);
        Assert.Equal(found.Box.Y2 / picture.Height, same.Box.Y2 / 64, 0.02);
    }

    [Fact]
    public void Options_replace_what_the_run_says()
    {
        using var usual = run.Load();
        using var strict = run.Load(new DetectorOptions { ScoreThreshold = 0.45f, MaxDetections = 2, NmsThreshold = 0.1f });
        using var all = run.Load(new DetectorOptions { ScoreThreshold = 0.01f, SuppressAcrossClasses = false, NmsThreshold = 1 });
        foreach (var picture in run.Pictures)
        {
            var found = strict.Detect(picture);
            Assert.InRange(found.Count, 0, 2);
            Assert.All(found, item => Assert.InRange(item.Score, 0.45f, 1));
            Assert.True(all.Detect(picture).Count > usual.Detect(picture).Count);
        }
    }

    [Fact]
    public void Automatic_precision_is_what_the_processor_has()
    {
        using var automatic = run.Load();
        using var exact = run.Load(new DetectorOptions { Precision = InferencePrecision.Fp32 });
        Assert.Equal($"libtorch, cpu, {(DeviceAbilities.CpuHasBfloat16 ? "bf16" : "fp32")}, compiled", automatic.Description);
        Assert.Equal("libtorch, cpu, fp32, compiled", exact.Description);
        foreach (var picture in run.Pictures) Assert.Equal(exact.Detect(picture)[0].Score, automatic.Detect(picture)[0].Score, 0.02);
    }

    [Fact]
    public void Batches_find_what_single_pictures_find()
    {
        using var one = run.Load();
        using var four = run.Load(new DetectorOptions { BatchSize = 4 });
        var (expected, found) = (run.Pictures.Select(one.Detect).ToList(), four.DetectBatch([.. run.Pictures.Select(picture => DetectorPicture.FromImage(picture))]));
        Assert.Equal(expected.Count, found.Count);
        foreach (var (a, b) in expected.Zip(found))
        {
            Assert.Equal(a.Select(item => item.Label), b.Select(item => item.Label));
            // Sums of another order.
            Assert.All(a.Zip(b), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
        }
    }

    [Fact]
    public async Task Four_threads_find_what_one_finds()
    {
        using var detector = run.Load();
        var expected = run.Pictures.Select(detector.Detect).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var round = 0; round < 20; round++)
            {
                var i = (thread + round) % run.Pictures.Count;
                Assert.Equal(expected[i], round % 2 == 0 ? detector.Detect(run.Pictures[i]) : detector.Detect(run.Paths[i]));
            }
        })));
    }

    [Fact]
    public void Detecting_leaves_no_tensor_behind()
    {
        using var detector = run.Load();
        detector.Detect(run.Pictures[0]);
        var (tensors, scoped) = (torch.Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var i = 0; i < 10; i++) detector.Detect(run.Paths[i % run.Paths.Count]);
        detector.DetectBatch([.. run.Paths.Select(DetectorPicture.FromFile)]);
        Assert.Equal(tensors, torch.Tensor.TotalCount);
        Assert.Equal(scoped, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Memory_stays_flat()
    {
        using var detector = run.Load();
        // The parts that are kept for the next picture come first.
        for (var i = 0; i < 50; i++) detector.Detect(run.Paths[i % run.Paths.Count]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 300; i++) detector.Detect(run.Paths[i % run.Paths.Count]);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 200_000);
    }

    [Fact]
    public void A_disposed_detector_says_so()
    {
        var detector = run.Load();
        detector.Dispose();
        detector.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(run.Pictures[0]));
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(File.ReadAllBytes(run.Paths[0])));
        Assert.Throws<ObjectDisposedException>(() => detector.DetectStream([]));
    }
}
