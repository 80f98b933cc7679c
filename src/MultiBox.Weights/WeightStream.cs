using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Opens the files that readers read, and turns what goes wrong into messages for people.</summary>
internal static class WeightStream
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">There is none, it is empty, or it is no file but a folder, pipe or device.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) throw new MultiBoxException($"{path}: a folder, expected a file.");
            if (!File.Exists(path)) throw new MultiBoxException($"{path}: there is no such file.{Near(path)} {WeightFaults.Advice}");
            // Pipes and devices have no length either. To open a pipe would wait for whoever writes into it.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            if (new FileInfo(target).Length == 0) throw new MultiBoxException($"{path}: empty, or no file but a pipe or device. {WeightFaults.Advice}");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }
    }

    /// <summary>Reads a file with a reader that says <see cref="InvalidDataException"/> or <see cref="RefusedPickleException"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format's name.</param>
    /// <param name="read">The reader.</param>
    /// <exception cref="MultiBoxException">The file cannot be opened or read, is damaged or refused, or does not fit into memory.</exception>
    public static T Read<T>(string path, string format, Func<FileStream, T> read)
    {
        using var stream = Open(path);
        RefuseTooLarge(path, stream.Length);
        return Guard(path, format, () => read(stream));
    }

    /// <summary>Refuses a file that is to be read whole and cannot be: a file with holes may claim any size.</summary>
    public static void RefuseTooLarge(string path, long bytes)
    {
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) throw TooLarge(path, bytes, null);
    }

    /// <summary>Reads a part of an open file; see <see cref="Read"/>.</summary>
    public static T Guard<T>(string path, string format, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RefusedPickleException fault)
        {
            throw WeightFaults.Refused(path, $"its pickle asks for {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            throw WeightFaults.Damaged(path, format, fault.Message.TrimEnd('.'));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }
        catch (OutOfMemoryException fault)
        {
            throw TooLarge(path, new FileInfo(path).Length, fault);
        }
    }

    /// <summary>A file that the system does not give.</summary>
    public static MultiBoxException Unreadable(string path, Exception fault) => new($"{path}: cannot be read ({fault.Message.TrimEnd('.')}).", fault);

    private static MultiBoxException TooLarge(string path, long bytes, Exception? fault)
    {
        var text = $"{path}: its {bytes} bytes do not fit into memory. Use a machine with more.";
        return fault is null ? new(text) : new(text, fault);
    }

    private static string Near(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder) ? DidYouMean.Sentence(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file))) : "";
    }
}
