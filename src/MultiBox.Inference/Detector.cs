using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Inference;

/// <summary>
/// Finds objects in pictures with a trained model. Serves several threads at once; they share the network. Pictures of any size are
/// resized as the training did it, and boxes come back in their own pixels. Orientation marks of cameras (EXIF) are not followed.
/// </summary>
public sealed class Detector : IDisposable
{
    private readonly DetectionEngine _engine;
    private readonly PictureReader _reader;
    private readonly int _batchSize;
    private int _disposed;

    internal Detector(DetectorParts parts, int batchSize = 1)
    {
        Classes = parts.Classes;
        InputSize = parts.InputSize;
        _engine = parts.Engine;
        _reader = new PictureReader(new InputWriter(parts.InputSize, parts.Normalization));
        _batchSize = batchSize;
    }

    /// <summary>The names of the classes 1..C-1, in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The side of the network's square input in pixels.</summary>
    public int InputSize { get; }

    /// <summary>What computes the network, where and with which numbers, for people: <c>libtorch, cpu, fp32</c>.</summary>
    public string Description => _engine.Description;

    /// <summary>Loads a trained model.</summary>
    /// <param name="path">
    /// A run's folder, <c>artifacts/&lt;experiment&gt;/&lt;run&gt;</c>, or an <c>.onnx</c> or <c>.pt</c> file that MultiBox exported.
    /// </param>
    /// <param name="options">How to detect; null for all defaults.</param>
    /// <returns>The detector; the caller disposes it.</returns>
    /// <exception cref="MultiBoxException">There is no such model, it is damaged, or cannot run as asked.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Detector Load(string path, DetectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DetectorOptions();
        options.Check();
        return DetectorLoader.Load(path, options);
    }

    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <returns>The objects, highest score first.</returns>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedObject> Detect(RgbImage image) => Detect(DetectorPicture.FromImage(image)).Objects;

    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="path">A JPEG, PNG, BMP, WebP or GIF file.</param>
    /// <returns>The objects, highest score first.</returns>
    /// <exception cref="MultiBoxException">The file cannot be read, or is no picture.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedObject> Detect(string path) => Detect(DetectorPicture.FromFile(path)).Objects;

    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="stream">An encoded picture, read from its position to its end; not disposed.</param>
    /// <returns>The objects, highest score first.</returns>
    /// <exception cref="MultiBoxException">It is no picture.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedObject> Detect(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Detect(copy.GetBuffer().AsSpan(0, (int)copy.Length));
    }

    /// <summary>Detects the objects of a picture.</summary>
    /// <param name="encoded">The content of a JPEG, PNG, BMP, WebP or GIF file.</param>
    /// <returns>The objects, highest score first.</returns>
    /// <exception cref="MultiBoxException">It is no picture.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedObject> Detect(ReadOnlySpan<byte> encoded)
    {
        ThrowIfDisposed();
        var input = _reader.Rent();
        var size = _reader.Read(encoded, "picture", input);
        return Finish(input, size);
    }

    /// <summary>Detects the objects of several pictures. Decoding runs beside the network.</summary>
    /// <param name="pictures">The pictures, of any sizes.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>For each picture its objects, highest score first.</returns>
    /// <exception cref="MultiBoxException">One cannot be read, or is no picture.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<IReadOnlyList<DetectedObject>> DetectBatch(IReadOnlyList<DetectorPicture> pictures, CancellationToken cancellation = default) =>
        [.. DetectStream(pictures, cancellation).Select(picture => picture.Objects)];

    /// <summary>
    /// Detects the objects of pictures as they come. Decoding runs beside the network, a few pictures ahead, so that memory does not
    /// grow with their number.
    /// </summary>
    /// <param name="pictures">The pictures; enumerated on another thread, ahead of the results.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>The results in the order of the pictures.</returns>
    /// <exception cref="MultiBoxException">A picture cannot be read or is none; raised at its place, after the results before it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IEnumerable<PictureDetections> DetectStream(IEnumerable<DetectorPicture> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ThrowIfDisposed();
        return DetectionStream.Run(this, pictures, _batchSize, cancellation);
    }

    /// <summary>As <see cref="DetectStream(IEnumerable{DetectorPicture}, CancellationToken)"/>, for pictures that have to be waited for.</summary>
    /// <param name="pictures">The pictures; enumerated ahead of the results.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>The results in the order of the pictures.</returns>
    /// <exception cref="MultiBoxException">A picture cannot be read or is none; raised at its place, after the results before it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IAsyncEnumerable<PictureDetections> DetectStream(IAsyncEnumerable<DetectorPicture> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ThrowIfDisposed();
        return DetectionStream.RunAsync(this, pictures, _batchSize, cancellation);
    }

    /// <summary>Frees the network. Threads that still detect have to be done.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _engine.Dispose();
        _reader.Dispose();
    }

    /// <summary>Detects the objects of a picture of any kind.</summary>
    internal PictureDetections Detect(DetectorPicture picture) => Detect([Prepare(picture)])[0];

    /// <summary>Makes the network's input of a picture.</summary>
    internal PreparedPicture Prepare(DetectorPicture picture)
    {
        ThrowIfDisposed();
        var input = _reader.Rent();
        return new PreparedPicture(picture, _reader.Read(picture, input), input);
    }

    /// <summary>Detects the objects of prepared pictures, whose memory is taken back.</summary>
    internal PictureDetections[] Detect(IReadOnlyList<PreparedPicture> pictures)
    {
        ThrowIfDisposed();
        var images = pictures[0].Input;
        if (pictures.Count > 1)
        {
            images = new float[pictures.Count * _reader.Length];
            for (var n = 0; n < pictures.Count; n++) pictures[n].Input.CopyTo(images, n * _reader.Length);
        }

        var found = _engine.Detect(images, pictures.Count);
        foreach (var picture in pictures) _reader.Return(picture.Input);
        return [.. pictures.Select((picture, n) => new PictureDetections(picture.Picture, picture.Size.Width, picture.Size.Height, Name(found[n], picture.Size)))];
    }

    private IReadOnlyList<DetectedObject> Finish(float[] input, PictureSize size)
    {
        var found = _engine.Detect(input, 1)[0];
        _reader.Return(input);
        return Name(found, size);
    }

    private IReadOnlyList<DetectedObject> Name(IReadOnlyList<Detection> found, PictureSize size) =>
        [.. found.Select(d => new DetectedObject(Classes[d.Label - 1], d.Label, d.Score, d.Box.Scale(size.Width, size.Height)))];

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
}
