using MultiBox.Data;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>Reading the encoded pictures alone, from wherever they are kept; after the first round the system has them in memory.</summary>
internal static class ReadingWorkloads
{
    /// <summary>Reads every picture.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="count">How many there are.</param>
    public static Workload Of(string name, IEncodedPictures pictures, int count)
    {
        byte[] buffer = [];
        return Workload.Timed(name, Read);

        int Read(int pass)
        {
            for (var index = 0; index < count; index++) pictures.Read(index, ref buffer);
            return count;
        }
    }
}
