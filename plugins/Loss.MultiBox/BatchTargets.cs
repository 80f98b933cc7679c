using static TorchSharp.torch;

namespace MultiBox.Plugins.Loss;

/// <summary>What the default boxes of a batch should predict, image by image on the host.</summary>
/// <param name="images">The targets of N images.</param>
/// <param name="defaultBoxes">A, the default boxes of an image.</param>
/// <param name="rowLength">R, the numbers of the localisation term for each matched default box.</param>
internal sealed class BatchTargets(IReadOnlyList<ImageTargets> images, int defaultBoxes, int rowLength)
{
    /// <summary>The targets of each image.</summary>
    public IReadOnlyList<ImageTargets> Images { get; } = images;

    /// <summary>The number of matched default boxes.</summary>
    public int Positives { get; } = images.Sum(image => image.Labels.Length);

    /// <summary>
    /// Brings the targets to a device, in one copy. To a CUDA device that runs beside the program, from pinned memory, which its allocator
    /// does not hand out again before the copy is done.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="negatives">The negatives to be mined in each image; empty for none.</param>
    /// <returns>The tensors, in the current dispose scope.</returns>
    public DeviceTargets To(Device device, int[] negatives)
    {
        // Whole numbers go along as floats, which hold each up to 2^24 exactly: images and default boxes apart, joined on the device.
        var ignored = Images.Sum(image => image.Match.Ignored.Length);
        var numbers = new float[(3 * Positives) + (2 * ignored) + negatives.Length + (rowLength * Positives)];
        var rest = numbers.AsSpan();
        foreach (var (n, image) in Images.Index()) Repeat(n, image.Labels.Length, ref rest);
        foreach (var image in Images) Put(image.Match.DefaultBoxes, ref rest);
        foreach (var (n, image) in Images.Index()) Repeat(n, image.Match.Ignored.Length, ref rest);
        foreach (var image in Images) Put(image.Match.Ignored, ref rest);
        foreach (var image in Images) Put(image.Labels, ref rest);
        Put(negatives, ref rest);
        foreach (var image in Images) Put(image.Rows, ref rest);
        return Split(Move(numbers, device), ignored, negatives.Length);
    }

    private DeviceTargets Split(Tensor numbers, int ignored, int negatives)
    {
        var wholes = (3 * Positives) + (2 * ignored) + negatives;
        var parts = numbers.narrow(0, 0, wholes).to(ScalarType.Int64).split([Positives, Positives, ignored, ignored, Positives, negatives]);
        return new DeviceTargets(
            parts[0].mul(defaultBoxes).add_(parts[1]), parts[4], parts[2].mul(defaultBoxes).add_(parts[3]), parts[5],
            numbers.narrow(0, wholes, rowLength * Positives).view(Positives, rowLength));
    }

    private static Tensor Move(float[] numbers, Device device)
    {
        var host = tensor(numbers);
        return device.type == TorchSharp.DeviceType.CUDA ? host.pin_memory().to(device, non_blocking: true) : host.to(device);
    }

    private static void Repeat(int value, int count, ref Span<float> rest)
    {
        rest[..count].Fill(value);
        rest = rest[count..];
    }

    private static void Put(ReadOnlySpan<int> values, ref Span<float> rest)
    {
        for (var i = 0; i < values.Length; i++) rest[i] = values[i];
        rest = rest[values.Length..];
    }

    private static void Put(ReadOnlySpan<float> values, ref Span<float> rest)
    {
        values.CopyTo(rest);
        rest = rest[values.Length..];
    }
}
