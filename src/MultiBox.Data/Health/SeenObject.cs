using MultiBox.Boxes;
using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>An object where evaluation sees it: the whole picture resized to the network's square input.</summary>
/// <param name="Record">Its image.</param>
/// <param name="Item">Its annotation.</param>
/// <param name="Box">Its box, in 0..1 of the input, of a positive area.</param>
/// <param name="InputSize">The input's side in pixels.</param>
internal readonly record struct SeenObject(ImageRecord Record, AnnotatedObject Item, Box Box, int InputSize)
{
    /// <summary>Width in input pixels.</summary>
    public double Width => (double)Box.Width * InputSize;

    /// <summary>Height in input pixels.</summary>
    public double Height => (double)Box.Height * InputSize;

    /// <summary>The square root of the area, in input pixels.</summary>
    public double Size => Math.Sqrt(Width * Height);

    /// <summary>Which of <see cref="BoxShapes.SizeEdges"/>' bins it is in.</summary>
    public int SizeBin => Histogram.BinOf(BoxShapes.SizeEdges, Size);

    /// <summary>The objects of some images, in order. Crowd regions are none; what the network never sees is left out.</summary>
    /// <param name="records">The images.</param>
    /// <param name="inputSize">The input's side in pixels.</param>
    public static IReadOnlyList<SeenObject> Of(IReadOnlyList<ImageRecord> records, int inputSize)
    {
        var objects = new List<SeenObject>();
        foreach (var record in records)
        {
            var plan = AugmentationPlan.WholeImage(record.Width, record.Height);
            foreach (var item in record.Objects)
            {
                if (!item.Crowd && plan.Map(item.Box) is { } box) objects.Add(new SeenObject(record, item, box, inputSize));
            }
        }

        return objects;
    }
}
