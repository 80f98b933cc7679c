using MultiBox.Model.Profiling;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Networks;

/// <summary>
/// The memory that a training step takes in tensors, estimated: weights, a gradient for each trainable one and the optimiser's state, whatever
/// the batch, and for each image the activations that the backward pass needs. How near that comes is in <c>docs/networks.md</c>.
/// </summary>
/// <param name="FixedBytes">What does not depend on the batch.</param>
/// <param name="BytesPerImage">What each image of the batch adds.</param>
public sealed record TrainingMemory(long FixedBytes, long BytesPerImage)
{
    /// <summary>
    /// What the process takes for each byte of tensors when it trains on a CPU. The C library's heap, which
    /// <see cref="Native.AllocatorTuning"/> lets only grow, is never packed tightly: 1.5 to 2.4 was measured.
    /// </summary>
    public const double HeapFactor = 2.4;

    /// <summary>What is left to .NET, libtorch, the loader and the system.</summary>
    public const long OtherBytes = 1_000_000_000;

    private const int ValueBytes = 4;

    /// <summary>Estimates the memory of a network.</summary>
    /// <param name="profile">The network, its frozen parameters being frozen.</param>
    /// <param name="optimizer">What trains it.</param>
    public static TrainingMemory Of(NetworkProfile profile, OptimizerOptions optimizer)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(optimizer);
        return new TrainingMemory(profile.WeightBytes + (profile.TrainableParameters * ValueBytes * (1 + StateValues(optimizer))), profile.ActivationBytes);
    }

    /// <summary>The bytes of a step.</summary>
    /// <param name="batchSize">Its images.</param>
    public long Step(int batchSize) => FixedBytes + (batchSize * BytesPerImage);

    /// <summary>The largest batch that a machine without a GPU has room for.</summary>
    /// <param name="memoryBytes">The machine's memory.</param>
    /// <returns>Images; 0 where not even one fits.</returns>
    public long LargestBatch(long memoryBytes)
    {
        var room = ((memoryBytes - OtherBytes) / HeapFactor) - FixedBytes;
        return Math.Max(0, (long)(room / Math.Max(1, BytesPerImage)));
    }

    /// <summary>The values that an optimiser keeps for each value that it trains.</summary>
    /// <param name="optimizer">The optimiser.</param>
    internal static int StateValues(OptimizerOptions optimizer) => optimizer.Kind switch
    {
        OptimizerKind.Sgd => optimizer.Momentum > 0 ? 1 : 0,
        // TorchSharp has its buffers of momentum and of the mean gradient whether they are used or not.
        OptimizerKind.RmsProp => 3,
        OptimizerKind.Adam or OptimizerKind.AdamW or OptimizerKind.Adadelta => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), optimizer.Kind, null),
    };
}
