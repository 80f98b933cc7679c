using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>The pictures that everybody works on: files with boxes. Generated ones lie in a temporary folder, which goes with the set.</summary>
internal sealed class PictureSet : IDisposable
{
    /// <summary>More pictures of a user's than these would make a pass too long; they are taken at equal distances.</summary>
    private const int MostPictures = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("multibox-bench-").FullName;

    private PictureSet()
    {
    }

    /// <summary>The pictures with their objects.</summary>
    public IReadOnlyList<ImageRecord> Records { get; private set; } = [];

    /// <summary>What they are, in a line that differs for different pictures.</summary>
    public string Description { get; private set; } = "";

    /// <summary>A path in the temporary folder.</summary>
    /// <param name="name">The file's name.</param>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>The user's pictures, or generated ones.</summary>
    /// <param name="context">What the user asked for.</param>
    public static PictureSet Of(BenchContext context) =>
        context.Options.Images.Count > 0 ? Of(context.Options.Images) : Generate(context.Pace.Pictures, context.Cancellation);

    /// <summary>Generates pictures.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Stops; nothing is left.</param>
    public static PictureSet Generate(int count, CancellationToken cancellation)
    {
        var set = new PictureSet();
        try
        {
            var records = new ImageRecord[count];
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, index =>
            {
                var (image, boxes) = PictureGenerator.Paint(index);
                var path = set[$"{index:0000}.jpg"];
                File.WriteAllBytes(path, ImageFile.EncodeJpeg(image, PictureGenerator.JpegQuality));
                records[index] = Record(path, image.Width, image.Height, boxes);
            });
            set.Describe(records, $"{count} generated pictures of {PictureGenerator.Width}x{PictureGenerator.Height}");
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Takes a user's pictures as they are; boxes are made up, as pictures alone have none.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="MultiBoxException">Some of them are no pictures: all are named.</exception>
    public static PictureSet Of(IReadOnlyList<string> paths)
    {
        var files = PictureFiles.Find(paths, "--images");
        var taken = files.Count <= MostPictures ? files : [.. Enumerable.Range(0, MostPictures).Select(i => files[(int)((long)i * files.Count / MostPictures)])];
        var records = new List<ImageRecord>();
        var faults = new List<string>();
        foreach (var (file, index) in taken.Select((file, index) => (file, index)))
        {
            try
            {
                var (width, height) = ImageFile.ReadSize(file);
                var random = RandomSequence.For("bench-boxes", 1, 0, index);
                records.Add(Record(file, width, height, PictureGenerator.RandomBoxes(ref random, width, height)));
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                faults.Add(fault.Message);
            }
        }

        if (faults.Count > 0) throw new MultiBoxException($"--images: {string.Join("\n--images: ", faults)}\nLeave them out, or convert them to JPEG or PNG.");
        var set = new PictureSet();
        set.Describe(records, taken.Count < files.Count ? $"{taken.Count} of {files.Count} pictures" : $"{files.Count} {(files.Count == 1 ? "picture" : "pictures")}");
        return set;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ImageRecord Record(string path, int width, int height, IReadOnlyList<Box> boxes) => new(
        Path.GetFileNameWithoutExtension(path),
        "bench",
        new PictureLocation(path),
        path,
        width,
        height,
        [.. boxes.Select((box, i) => new AnnotatedObject(1 + i, box, Difficult: false, Truncated: false))]);

    private void Describe(IReadOnlyList<ImageRecord> records, string what)
    {
        Records = records;
        var bytes = records.Average(record => (double)new FileInfo(record.Picture.Path).Length);
        var content = ContentHash.OfText(string.Join('\n', records.Select(record => ContentHash.OfFile(record.Picture.Path))));
        Description = string.Create(CultureInfo.InvariantCulture, $"{what}, {bytes / 1000:0.0} kB on average, content {content[..8]}");
    }
}
