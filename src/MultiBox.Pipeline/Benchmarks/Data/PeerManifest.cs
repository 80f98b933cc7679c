using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>Tells the peers what to do: the same pictures, boxes, ranges and normalisation as ours, so that they cannot drift apart.</summary>
internal static class PeerManifest
{
    private const string Script = "data_path.py";

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The peers of the data path.</summary>
    /// <param name="folder">The folder of the scripts.</param>
    /// <param name="manifest">The manifest's path.</param>
    public static IReadOnlyList<PeerSpec> Peers(string folder, string manifest)
    {
        return
        [
            Spec("pillow", "PIL", "python3-pil and python3-numpy (Debian) or pillow and numpy (pip)"),
            Spec("opencv", "cv2", "python3-opencv (Debian) or opencv-python-headless (pip)"),
        ];

        PeerSpec Spec(string name, string module, string packages) => new(
            name, [module, "numpy"], packages, Path.Combine(folder, Script), ["--library", name, "--manifest", manifest]);
    }

    /// <summary>Writes the manifest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="records">The pictures.</param>
    /// <param name="settings">How inputs are made of them.</param>
    public static void Write(string path, IReadOnlyList<ImageRecord> records, DataBenchSettings settings)
    {
        var (augmentation, mean, deviation) = (settings.Augmentation, settings.Normalization.Mean, settings.Normalization.Deviation);
        AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Pictures = records.Select(record => new
                {
                    record.Picture.Path,
                    record.Width,
                    record.Height,
                    Boxes = record.Objects.Select(item => new[] { item.Box.X1, item.Box.Y1, item.Box.X2, item.Box.Y2 }),
                    Labels = record.Objects.Select(item => item.Label),
                }),
                Sizes = DataBenchSettings.Sizes,
                DataBenchSettings.BatchSize,
                DataBenchSettings.DecodedPictures,
                settings.Seed,
                Mean = Channels(mean),
                Deviation = Channels(deviation),
                Augmentation = new
                {
                    augmentation.ZoomOutProbability,
                    augmentation.ZoomOutMaxScale,
                    augmentation.CropProbability,
                    augmentation.CropMinOverlaps,
                    augmentation.CropTrials,
                    augmentation.CropMinScale,
                    augmentation.CropMaxScale,
                    augmentation.CropMinAspect,
                    augmentation.CropMaxAspect,
                    augmentation.ColorProbability,
                    augmentation.Brightness,
                    augmentation.Contrast,
                    augmentation.Saturation,
                    augmentation.Hue,
                    augmentation.MirrorProbability,
                    Interpolations = augmentation.Interpolations.Select(interpolation => interpolation.ToString().ToLowerInvariant()),
                },
            },
            _json));
    }

    private static float[] Channels(Rgb color) => [color.R, color.G, color.B];
}
