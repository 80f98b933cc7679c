using System.Collections.Concurrent;

namespace MultiBox.Boxes;

/// <summary>What both decoders share: checks, working memory and the form of the result.</summary>
public abstract class DetectionDecoder : IDetectionDecoder
{
    // One working memory for each thread that decodes at the same time, kept for the next image.
    private readonly ConcurrentBag<DecoderMemory> _idle = [];
    private readonly DefaultBoxes _defaultBoxes;
    private readonly BoxCoder _coder;
    private readonly int _candidateLists;
    private readonly float _floor;

    private protected DetectionDecoder(
        DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options, SuppressionRule rule, int candidateLists, float floor)
    {
        ArgumentNullException.ThrowIfNull(defaultBoxes);
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_defaultBoxes, _coder) = (defaultBoxes, coder);
        (ClassCount, Options, Rule) = (classCount, options, rule);
        LogitThreshold = Predictions.LogitThreshold(options);
        (_candidateLists, _floor) = (candidateLists, floor);
    }

    /// <summary>The options.</summary>
    public DetectionDecoderOptions Options { get; }

    /// <summary>C, the number of classes with the background.</summary>
    public int ClassCount { get; }

    private protected SuppressionRule Rule { get; }

    private protected float LogitThreshold { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Detection> Decode(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits)
    {
        var predictions = Read(offsets, logits);
        var memory = Borrow();
        Find(predictions, memory);
        var found = new Detection[memory.Found.Count];
        for (var i = 0; i < found.Length; i++) found[i] = InImage(memory.Found[i].Detection);
        GiveBack(memory);
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DefaultBoxDetection> DecodeWithDefaultBoxes(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits)
    {
        var predictions = Read(offsets, logits);
        var memory = Borrow();
        Find(predictions, memory);
        var found = new DefaultBoxDetection[memory.Found.Count];
        for (var i = 0; i < found.Length; i++) found[i] = memory.Found[i] with { Detection = InImage(memory.Found[i].Detection) };
        GiveBack(memory);
        return found;
    }

    /// <summary>Leaves the detections of an image in <see cref="DecoderMemory.Found"/>, highest score first.</summary>
    private protected abstract void Find(Predictions predictions, DecoderMemory memory);

    /// <summary>A detection as it leaves the decoder: its box clipped to the image, before NMS or now.</summary>
    private protected Detection InImage(Detection detection) => Options.Clip ? detection : detection with { Box = detection.Box.Clip(1, 1) };

    private protected Predictions Read(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits) =>
        new(_defaultBoxes, _coder, ClassCount, Options, offsets, logits);

    private protected DecoderMemory Borrow()
    {
        if (!_idle.TryTake(out var memory)) memory = new DecoderMemory(ClassCount, Options, Rule, _candidateLists);
        memory.Clear(_floor);
        return memory;
    }

    private protected void GiveBack(DecoderMemory memory) => _idle.Add(memory);
}
