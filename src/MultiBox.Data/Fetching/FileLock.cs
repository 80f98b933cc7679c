namespace MultiBox.Data;

/// <summary>Keeps other runs, also those of other processes, from the same work. The system lets go when the process ends, however it ends.</summary>
internal static class FileLock
{
    /// <summary>Takes a lock.</summary>
    /// <param name="path">The lock's file, which exists as long as it is held.</param>
    /// <returns>What is disposed of to let go; null when somebody else holds it.</returns>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException and not PathTooLongException)
        {
            return null;
        }
    }
}
