using System.Globalization;
using System.Runtime.InteropServices;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads image sets of a COCO folder, checking every annotation and the header of every picture.</summary>
/// <param name="folder">The folder.</param>
/// <param name="options">The classes and the policies.</param>
internal sealed class CocoReader(SourceFolder folder, ReadingOptions options)
{
    private readonly Dictionary<string, FaultPlace> _pictures = new(StringComparer.Ordinal);

    /// <summary>Reads the image sets.</summary>
    /// <param name="imageSets">Their names, in the order of the records.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">A file cannot be read as a whole; the message holds the faults of all.</exception>
    public ReadingResult Read(IReadOnlyList<string> imageSets, CancellationToken cancellationToken)
    {
        var log = new FaultLog(options.OnBadData);
        var listed = new List<ReadImage>();
        var unreadable = new List<string>();
        var nameless = 0;
        foreach (var imageSet in imageSets)
        {
            var path = CocoLayout.ImageSetFile(folder.Root, imageSet);
            try
            {
                var file = CocoParser.Parse(path, log, cancellationToken);
                nameless += file.FaultyImages.Count;
                listed.AddRange(Check(imageSet, path, file, log, cancellationToken));
            }
            catch (MultiBoxException fault)
            {
                unreadable.Add(fault.Message);
            }
        }

        if (unreadable.Count > 0) throw new MultiBoxException(string.Join('\n', unreadable));
        var images = listed.Where(image => !image.IsRepeated).ToList();
        var ids = ImageIds.Of([.. images.Select(image => (image.ImageSet, image.Stated.FileName))]);
        var records = images.Select((image, i) => new CheckedImage(image.Record(ids[i], folder.Name), [])).ToList();
        return CheckedImage.Result(records, log.Entries, images.Count + nameless, options);
    }

    private ReadImage[] Check(string imageSet, string path, CocoFile file, FaultLog log, CancellationToken cancellationToken)
    {
        var images = FindPictures(imageSet, path, file, log, cancellationToken);
        var byId = images.ToDictionary(image => image.Stated.Id);
        var check = new CocoObjectCheck(path, file.Categories, new ObjectCheck(options), log);
        foreach (ref readonly var item in CollectionsMarshal.AsSpan(file.Objects))
        {
            // An image that was dropped takes its objects with it.
            if ((item.Parts & CocoParts.Image) != 0 && file.FaultyImages.Contains(item.ImageId)) continue;
            check.Check(item, byId);
        }

        foreach (var image in images.Where(image => image.Picture is not null))
        {
            image.Objects = CheckedImage.Left(image.Kept, image.DroppedObject, image.Place, log);
        }

        return images;
    }

    private ReadImage[] FindPictures(string imageSet, string path, CocoFile file, FaultLog log, CancellationToken cancellationToken)
    {
        var images = file.Images.Select(stated => new ReadImage(imageSet, path, stated)).ToArray();
        var logs = new FaultLog[images.Length];
        Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var (image, own) = (images[i], new FaultLog(options.OnBadData));
            logs[i] = own;
            var picture = CocoLayout.FindPicture(folder.Root, imageSet, path, image.Stated.FileName);
            if (picture is null)
            {
                own.Add(
                    BadDataAction.ImageDropped, image.Place, "no such picture",
                    $"'{image.Stated.FileName}' in {imageSet}, images/{imageSet}, images or . of {folder.Root}, or beside the annotations", "none");
                return;
            }

            if (PictureCheck.ReadSize(picture, own, options.PictureSize) is not { } size) return;
            (image.Width, image.Height) = size;
            var stated = image.Stated;
            var hasSize = stated.Width is not null || stated.Height is not null;
            if (!hasSize || PictureCheck.SizeAgrees(stated.Width, stated.Height, size, image.Place, own)) image.Picture = picture;
        });
        for (var i = 0; i < images.Length; i++)
        {
            log.Add(logs[i]);
            if (images[i].Picture is not { } picture || _pictures.TryAdd(picture, images[i].Place)) continue;
            log.AddRepeated(images[i].Stated.FileName, images[i].Place, _pictures[picture]);
            (images[i].Picture, images[i].IsRepeated) = (null, true);
        }

        return images;
    }

    /// <summary>An image on its way to a record.</summary>
    internal sealed class ReadImage(string imageSet, string path, CocoImage stated)
    {
        public string ImageSet => imageSet;

        public CocoImage Stated => stated;

        public FaultPlace Place => new(path, stated.Line, string.Create(CultureInfo.InvariantCulture, $"image {stated.Id}: "));

        /// <summary>Its picture; null when the image is dropped.</summary>
        public string? Picture { get; set; }

        /// <summary>Whether its picture is that of an image before it.</summary>
        public bool IsRepeated { get; set; }

        public int Width { get; set; }

        public int Height { get; set; }

        /// <summary>The valid objects so far.</summary>
        public List<AnnotatedObject> Kept { get; } = [];

        public bool DroppedObject { get; set; }

        /// <summary>The objects in the end; null when the image is dropped.</summary>
        public IReadOnlyList<AnnotatedObject>? Objects { get; set; }

        /// <summary>The record; null when the image is dropped.</summary>
        public ImageRecord? Record(string id, string source) =>
            Picture is not null && Objects is not null ? new ImageRecord(id, source, new PictureLocation(Picture), path, Width, Height, Objects) : null;
    }
}
