using Microsoft.ML.OnnxRuntime;

namespace MultiBox.Inference.Networks;

/// <summary>Computes a network with ONNX Runtime on the CPU.</summary>
/// <param name="session">The network; disposed with this.</param>
/// <param name="inputSize">The side of the square input in pixels.</param>
internal sealed class OnnxBackend(InferenceSession session, int inputSize) : INetworkBackend
{
    private readonly string _input = session.InputMetadata.Keys.Single();
    private readonly int _boxes = session.OutputMetadata["offsets"].Dimensions[1];
    private readonly int _classes = session.OutputMetadata["logits"].Dimensions[2];

    /// <inheritdoc/>
    public string Description => "ONNX Runtime, cpu, fp32";

    /// <summary>How many images the file takes at once; null for any number.</summary>
    public int? FixedBatch { get; } = session.InputMetadata.Values.Single().Dimensions[0] is var count and > 0 ? count : null;

    /// <inheritdoc/>
    public void Run(float[] images, int count, float[] offsets, float[] logits)
    {
        var length = 3 * inputSize * inputSize;
        var step = FixedBatch ?? count;
        for (var first = 0; first < count; first += step)
        {
            var rest = Math.Min(step, count - first);
            var input = images.AsMemory(first * length, rest * length);
            if (rest == step)
            {
                Run(input, step, offsets.AsMemory(first * _boxes * 4, step * _boxes * 4), logits.AsMemory(first * _boxes * _classes, step * _boxes * _classes));
                continue;
            }

            // Black images fill a batch that the file wants full.
            var (padded, allOffsets, allLogits) = (new float[step * length], new float[step * _boxes * 4], new float[step * _boxes * _classes]);
            input.CopyTo(padded);
            Run(padded, step, allOffsets, allLogits);
            allOffsets.AsSpan(0, rest * _boxes * 4).CopyTo(offsets.AsSpan(first * _boxes * 4));
            allLogits.AsSpan(0, rest * _boxes * _classes).CopyTo(logits.AsSpan(first * _boxes * _classes));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private void Run(Memory<float> images, int count, Memory<float> offsets, Memory<float> logits)
    {
        var memory = OrtMemoryInfo.DefaultInstance;
        using var input = OrtValue.CreateTensorValueFromMemory(memory, images, [count, 3, inputSize, inputSize]);
        using var boxes = OrtValue.CreateTensorValueFromMemory(memory, offsets, [count, _boxes, 4]);
        using var scores = OrtValue.CreateTensorValueFromMemory(memory, logits, [count, _boxes, _classes]);
        using var options = new RunOptions();
        session.Run(options, [_input], [input], ["offsets", "logits"], [boxes, scores]);
    }
}
