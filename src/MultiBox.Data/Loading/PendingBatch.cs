using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.Data;

/// <summary>
/// A batch whose images are still being prepared. Threads write straight into the tensor's memory; it belongs to no dispose
/// scope, as one that ends early would free memory that is written to.
/// </summary>
internal sealed class PendingBatch : IDisposable
{
    private readonly int _index;
    private readonly int[] _images;
    private readonly Tensor _tensor;
    private readonly unsafe float* _memory;
    private readonly GroundTruth[] _groundTruths;
    private readonly Exception?[] _faults;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    /// <summary>Allocates the batch, on the thread that will receive it.</summary>
    /// <param name="index">The batch's position in its epoch.</param>
    /// <param name="images">The indices of its records.</param>
    /// <param name="size">The input's width and height.</param>
    public unsafe PendingBatch(int index, int[] images, int size)
    {
        _index = index;
        _images = images;
        _tensor = empty([images.Length, 3, size, size], ScalarType.Float32, CPU).DetachFromDisposeScope();
        fixed (byte* memory = _tensor.bytes) _memory = (float*)memory;
        _groundTruths = new GroundTruth[images.Length];
        _faults = new Exception?[images.Length];
        _missing = images.Length;
    }

    /// <summary>The number of images.</summary>
    public int Count => _images.Length;

    /// <summary>Prepares one image. Called once for each position, from any thread.</summary>
    /// <param name="position">Its position in the batch.</param>
    /// <param name="length">The number of values of an image.</param>
    /// <param name="load">Prepares the image.</param>
    public unsafe void Fill(int position, int length, ImageLoad load)
    {
        try
        {
            _groundTruths[position] = load(_images[position], new Span<float>(_memory + ((long)position * length), length));
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the thread that waits for the batch.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _faults[position] = fault;
        }

        if (Interlocked.Decrement(ref _missing) == 0) _ready.SetResult();
    }

    /// <summary>Waits until every image is prepared.</summary>
    /// <param name="cancellationToken">Ends waiting.</param>
    public void Wait(CancellationToken cancellationToken) => _ready.Task.Wait(cancellationToken);

    /// <summary>Hands the batch over; the tensor is then the batch's.</summary>
    /// <param name="record">Finds a record by its index.</param>
    /// <exception cref="MultiBoxException">Some pictures cannot be used.</exception>
    public Batch Finish(Func<int, ImageRecord> record)
    {
        ImageRecord[] records = Array.ConvertAll(_images, index => record(index));
        if (_faults.Any(fault => fault is not null))
        {
            _tensor.Dispose();
            throw Fault(records);
        }

        return new Batch(_tensor, _groundTruths, records, _index);
    }

    /// <inheritdoc/>
    public void Dispose() => _tensor.Dispose();

    private Exception Fault(ImageRecord[] records)
    {
        var faults = _faults.Zip(records).Where(pair => pair.First is not null).ToArray();
        var unexpected = faults.FirstOrDefault(pair => pair.First is not (IOException or UnauthorizedAccessException or InvalidDataException));
        if (unexpected.First is not null)
        {
            return new InvalidOperationException($"{unexpected.Second.Picture}: {unexpected.First.Message}", unexpected.First);
        }

        // Messages about a file's content start with its path already; those of the file system may not.
        var lines = faults.Select(pair => pair.First!.Message.Contains(pair.Second.Picture.Path, StringComparison.Ordinal)
            ? pair.First.Message
            : $"{pair.Second.Picture.Path}: {pair.First.Message}");
        return new MultiBoxException(string.Join(Environment.NewLine, lines), faults[0].First!);
    }
}
