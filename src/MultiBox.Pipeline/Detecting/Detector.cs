using MultiBox.Boxes;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Runs a model on batches of images and decodes what it predicts.</summary>
/// <param name="model">The model; its weights are not changed.</param>
/// <param name="decoder">Turns predictions into detections.</param>
public sealed class Detector(SsdModel model, IDetectionDecoder decoder)
{
    /// <summary>Detects the objects of a batch of images.</summary>
    /// <param name="images"><c>[N, 3, S, S]</c>, normalised; not disposed.</param>
    /// <returns>For each image its detections, highest score first, boxes in 0..1 of the image.</returns>
    public IReadOnlyList<Detection>[] Detect(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        model.Network.eval();
        var output = model.Network.call(model.ToInput(images));
        var count = (int)images.shape[0];
        var offsets = output.Offsets.cpu().contiguous().data<float>().ToArray();
        var logits = output.Logits.cpu().contiguous().data<float>().ToArray();
        var (perImageOffsets, perImageLogits) = (offsets.Length / count, logits.Length / count);
        var detections = new IReadOnlyList<Detection>[count];
        Parallel.For(0, count, n => detections[n] = decoder.Decode(
            offsets.AsSpan(n * perImageOffsets, perImageOffsets), logits.AsSpan(n * perImageLogits, perImageLogits)));
        return detections;
    }
}
