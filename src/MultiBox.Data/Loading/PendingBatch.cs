using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.Data;

/// <summary>A batch whose images are still being prepared.</summary>
/// <param name="index">The batch's position in its epoch.</param>
/// <param name="epoch">The epoch.</param>
/// <param name="images">The indices of its records.</param>
/// <param name="pool">Where its memory comes from.</param>
/// <param name="pin">Whether the receiver gets a copy in pinned memory.</param>
internal sealed class PendingBatch(int index, long epoch, int[] images, BatchBufferPool pool, bool pin)
{
    private readonly BatchBuffer _buffer = pool.Rent();
    private readonly GroundTruth[] _groundTruths = new GroundTruth[images.Length];
    private readonly Exception?[] _faults = new Exception?[images.Length];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Tensor? _pinned;
    private Exception? _pinFault;
    private int _missing = images.Length;
    private int _writing;
    private bool _abandoned;

    /// <summary>The number of images.</summary>
    public int Count => images.Length;

    /// <summary>Prepares one image. Called once for each position, from any thread.</summary>
    /// <param name="position">Its position in the batch.</param>
    /// <param name="loader">Prepares it.</param>
    public void Fill(int position, ImageLoader loader)
    {
        if (!Enter()) return;
        try
        {
            _groundTruths[position] = loader.Load(images[position], epoch, _buffer.Input(position));
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the thread that waits for the batch.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _faults[position] = fault;
        }

        if (Interlocked.Decrement(ref _missing) == 0) Complete();
        Leave();
    }

    /// <summary>Ends waiting for an image that will not be prepared.</summary>
    /// <param name="position">Its position in the batch.</param>
    /// <param name="fault">Why not.</param>
    public void Refuse(int position, Exception fault)
    {
        _faults[position] = fault;
        if (Interlocked.Decrement(ref _missing) == 0) _ready.SetResult();
    }

    /// <summary>Waits until every image is prepared.</summary>
    /// <param name="cancellationToken">Ends waiting.</param>
    public void Wait(CancellationToken cancellationToken) => _ready.Task.Wait(cancellationToken);

    /// <summary>Hands the batch over, with its memory.</summary>
    /// <param name="record">Finds a record by its index.</param>
    /// <exception cref="MultiBoxException">Some pictures cannot be used, or there is no pinned memory for the batch.</exception>
    public Batch Finish(Func<int, ImageRecord> record)
    {
        ImageRecord[] records = Array.ConvertAll(images, image => record(image));
        if (_faults.Any(fault => fault is not null))
        {
            Abandon();
            throw BatchFault.Of(_faults, records);
        }

        if (_pinFault is not null)
        {
            Abandon();
            throw new MultiBoxException(
                $"A batch of {images.Length} images could not be put into pinned memory, from which it is copied to the device.\n" +
                $"  Found: {_pinFault.Message.Split('\n')[0]}\nWhere that is about memory, use a smaller batch size, or end other programs.", _pinFault);
        }

        // A pinned copy is the batch's own: its allocator hands the memory out again only after the copies from it that were begun.
        return _pinned is { } copy
            ? new Batch(copy, () => { }, _groundTruths, records, index)
            : new Batch(_buffer.Images(images.Length), () => pool.Return(_buffer), _groundTruths, records, index);
    }

    /// <summary>Gives the memory back, as soon as the images that are at work are done. The others are not begun.</summary>
    public void Abandon()
    {
        lock (_faults)
        {
            _abandoned = true;
            while (_writing > 0) Monitor.Wait(_faults);
        }

        if (_pinned is { } copy) copy.Dispose();
        else pool.Return(_buffer);
    }

    private bool Enter()
    {
        lock (_faults)
        {
            if (_abandoned) return false;
            _writing++;
            return true;
        }
    }

    private void Leave()
    {
        lock (_faults)
        {
            if (--_writing == 0) Monitor.PulseAll(_faults);
        }
    }

    private void Complete()
    {
        try
        {
            if (pin && Array.TrueForAll(_faults, fault => fault is null)) Pin();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _pinFault = fault;
        }

        _ready.SetResult();
    }

    private void Pin()
    {
        using var images = _buffer.Images(Count);
        using var any = inference_mode(false);
        _pinned = images.pin_memory().DetachFromDisposeScope();
        pool.Return(_buffer);
    }
}
