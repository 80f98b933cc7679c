using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>The network's input width and height, S, in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>The number of images in a batch, N.</summary>
    public required int BatchSize { get; init; }

    /// <summary>How the backbone wants its pixels.</summary>
    public required PixelNormalization Normalization { get; init; }

    /// <summary>The seed of the order and of the augmentation.</summary>
    /// <value>Default 0.</value>
    public long Seed { get; init; }

    /// <summary>What training does to the pictures.</summary>
    /// <value>Default null: evaluation, where the whole picture is resized.</value>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Whether each epoch has its own random order.</summary>
    /// <value>Default false: the order of the records.</value>
    public bool Shuffle { get; init; }

    /// <summary>Whether a last batch with fewer images is left out.</summary>
    /// <value>Default false.</value>
    public bool DropLast { get; init; }

    /// <summary>Whether objects marked difficult are among the ground truths.</summary>
    /// <value>Default true, as the reference trains.</value>
    public bool UseDifficult { get; init; } = true;

    /// <summary>The number of background threads that read and prepare images. It does not change the batches.</summary>
    /// <value>At least 1; default 2.</value>
    public int Workers { get; init; } = 2;

    /// <summary>How many batches are prepared ahead of the one in use.</summary>
    /// <value>At least 1; default 2.</value>
    public int Prefetch { get; init; } = 2;

    /// <summary>
    /// How many bytes of decoded pictures are kept for the next epochs, at each resolution that was needed; pictures beyond it are
    /// read each time. It does not change the batches.
    /// </summary>
    /// <value>0 or above; default 0, none.</value>
    public long CacheBytes { get; init; }

    /// <summary>
    /// Whether batches lie in pinned memory, from which a copy to a CUDA device runs beside the program. Each is copied there once it
    /// is ready, by a background thread, and is freed when it is disposed: the allocator of pinned memory hands it out again only
    /// after the copies that were begun.
    /// </summary>
    /// <value>Default false; without a CUDA device it is refused.</value>
    public bool PinMemory { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(InputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentNullException.ThrowIfNull(Normalization);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Prefetch);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheBytes);
    }
}
