using System.Diagnostics;
using MultiBox.Abstractions;
using MultiBox.Inputs;
using TorchSharp;

namespace MultiBox.Data.Tests.Loading;

// Alone, as it watches what the whole process takes.
[CollectionDefinition(nameof(LoaderMemoryTests), DisableParallelization = true)]
[Collection(nameof(LoaderMemoryTests))]
public sealed class LoaderMemoryTests
{
    private readonly MemoryPictures _pictures = new(14, 64, 48);

    [Fact]
    public void Batches_take_the_memory_of_those_that_were_disposed()
    {
        using var loader = Loader(prefetch: 2);
        var places = new HashSet<nint>();
        foreach (var epoch in Enumerable.Range(0, 3))
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                using (batch) places.Add(Place(batch));
            }
        }

        // Two ahead, and the one in use.
        Assert.InRange(places.Count, 1, 3);
    }

    [Fact]
    public void Batches_that_are_held_keep_their_values()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = Loader(prefetch: 1))
        {
            var expected = loader.Epoch(2).Select(Values).ToArray();
            var held = loader.Epoch(2).ToArray();
            Assert.Equal(5, held.Select(Place).Distinct().Count());
            foreach (var (batch, values) in held.Zip(expected)) Assert.True(values.AsSpan().SequenceEqual(batch.Images.data<float>().ToArray()));
            // Late, in another order, and on another thread.
            var late = new Thread(() => Array.ForEach([.. held.Reverse()], batch => batch.Dispose()));
            late.Start();
            late.Join();
            foreach (var (values, again) in expected.Zip(loader.Epoch(2).Select(Values))) Assert.True(values.AsSpan().SequenceEqual(again));
        }

        // Another thread's count goes down where it disposes.
        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - live, 0, 10);
    }

    [Fact]
    public void A_held_batch_does_not_keep_more_memory_than_is_needed_once_it_is_given_back()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = Loader(prefetch: 1))
        {
            foreach (var batch in loader.Epoch(0).ToArray()) batch.Dispose();
            // One ahead and the one in use.
            Assert.Equal(2, DisposeScopeManager.Statistics.ThreadTotalLiveCount - live);
        }

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount - live);
    }

    [Fact]
    public void A_batch_that_is_disposed_twice_gives_its_memory_back_once()
    {
        using var loader = Loader(prefetch: 1);
        var first = loader.Epoch(0).First();
        first.Dispose();
        first.Dispose();
        var held = loader.Epoch(0).ToArray();
        Assert.Equal(held.Length, held.Select(Place).Distinct().Count());
        foreach (var batch in held) batch.Dispose();
    }

    [Fact]
    public void A_batch_outlives_its_loader()
    {
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Batch batch;
        float[] values;
        using (var loader = Loader(prefetch: 2))
        {
            batch = loader.Epoch(0).First();
            values = batch.Images.data<float>().ToArray();
        }

        Assert.True(values.AsSpan().SequenceEqual(batch.Images.data<float>().ToArray()));
        batch.Dispose();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_last_smaller_batch_has_its_own_shape()
    {
        using var loader = Loader(prefetch: 2);
        var shapes = new List<long[]>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch) shapes.Add(batch.Images.shape);
        }

        Assert.Equal([2, 3, 32, 32], shapes[^1]);
        Assert.All(shapes[..^1], shape => Assert.Equal([3, 3, 32, 32], shape));
    }

    [Fact]
    public void Batches_first_made_in_inference_mode_can_be_trained_on()
    {
        using var loader = Loader(prefetch: 1);
        using (torch.inference_mode())
        {
            foreach (var batch in loader.Epoch(0)) batch.Dispose();
        }

        using var scope = torch.NewDisposeScope();
        var weight = torch.randn([4, 3, 1, 1], requires_grad: true);
        foreach (var batch in loader.Epoch(1))
        {
            using (batch) torch.nn.functional.conv2d(batch.Images, weight).sum().backward();
        }

        Assert.True(weight.grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Pinned_memory_without_cuda_is_refused()
    {
        if (torch.cuda.is_available()) return;
        Assert.Equal(
            "PinMemory: memory is pinned for copies to a CUDA device, and there is none. Leave it off. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new BatchLoader(_pictures.Records, _pictures, Options(1) with { PinMemory = true })).Message);
    }

    [SkippableFact]
    public void A_batch_that_cannot_be_pinned_is_not_blamed_on_a_picture()
    {
        Skip.If(torch.cuda.is_available(), "Memory can be pinned here.");
        using var pool = new BatchBufferPool(1, 2, 48);
        using var loader = new ImageLoader(
            _pictures.Records, _pictures, null, new InputWriter(48, PixelNormalization.ImageNet), new ImageCache(_pictures.Records.Length, 0), useDifficult: true);
        var pending = new PendingBatch(0, 0, [0, 1], pool, pin: true);
        pending.Fill(0, loader);
        pending.Fill(1, loader);
        pending.Wait(CancellationToken.None);
        var fault = Assert.Throws<MultiBoxException>(() => pending.Finish(index => _pictures.Records[index]));
        Assert.StartsWith("A batch of 2 images could not be put into pinned memory, from which it is copied to the device.\n  Found: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_pictures.Records[0].Picture.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_costs_less_than_a_kilobyte_of_managed_memory()
    {
        var pictures = new MemoryPictures(8, 120, 90);
        var options = new AugmentationOptions();
        using var loader = new ImageLoader(
            pictures.Records, pictures, new Augmenter(options, 1), new InputWriter(48, PixelNormalization.ImageNet), new ImageCache(8, 0), useDifficult: true);
        var input = new float[3 * 48 * 48];
        long bytes = 0;
        for (var epoch = 0; epoch < 60; epoch++)
        {
            if (epoch == 30) bytes = -GC.GetAllocatedBytesForCurrentThread();
            for (var index = 0; index < 8; index++) loader.Load(index, epoch, input);
        }

        bytes += GC.GetAllocatedBytesForCurrentThread();
        Assert.True(bytes < 30 * 8 * 1024, $"{bytes / 240} bytes an image");
    }

    [Fact]
    public void Memory_is_flat_over_five_epochs()
    {
        // 30 images of 786 KB: an epoch that left its batches behind would grow by 23 MB.
        var pictures = new MemoryPictures(30, 80, 60);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loader = new BatchLoader(pictures.Records, pictures, Options(2) with { InputSize = 256, Augmentation = new AugmentationOptions(), Shuffle = true }))
        {
            Run(loader, 0);
            var (tensors, managed, process) = Measure();
            for (var epoch = 1; epoch <= 4; epoch++) Run(loader, epoch);
            var (tensorsAfter, managedAfter, processAfter) = Measure();
            Assert.Equal(tensors, tensorsAfter);
            Assert.True(managedAfter - managed < 1_000_000, $"{managedAfter - managed} bytes of managed memory more");
            Assert.True(processAfter - process < 50_000_000, $"{processAfter - process} bytes of the process more");
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        static void Run(BatchLoader loader, int epoch)
        {
            foreach (var batch in loader.Epoch(epoch)) batch.Dispose();
        }

        static (long Tensors, long Managed, long Process) Measure()
        {
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = Process.GetCurrentProcess();
            return (DisposeScopeManager.Statistics.ThreadTotalLiveCount, managed, process.PrivateMemorySize64);
        }
    }

    private static unsafe nint Place(Batch batch)
    {
        fixed (byte* place = batch.Images.bytes) return (nint)place;
    }

    private static float[] Values(Batch batch)
    {
        using (batch) return batch.Images.data<float>().ToArray();
    }

    private static BatchLoaderOptions Options(int prefetch) => new()
    {
        InputSize = 32,
        BatchSize = 3,
        Normalization = PixelNormalization.ImageNet,
        Prefetch = prefetch,
    };

    private BatchLoader Loader(int prefetch) => new(_pictures.Records, _pictures, Options(prefetch) with { Augmentation = new AugmentationOptions() });
}
