using MultiBox.Data;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>The loader as training uses it: whole epochs of batches, made on background threads.</summary>
/// <param name="epoch">The images of an epoch.</param>
/// <param name="settings">How inputs are made of them.</param>
/// <param name="size">The input's width and height in pixels.</param>
internal sealed class LoaderWorkloads(IReadOnlyList<ImageRecord> epoch, DataBenchSettings settings, int size)
{
    // With more cores than these, the numbers of threads double.
    private const int FewCores = 8;

    /// <summary>The workloads: with 1, 2, ... threads up to one a core, and the memory that is allocated.</summary>
    /// <param name="cores">The logical cores.</param>
    public IEnumerable<Workload> All(int cores) =>
    [
        .. ThreadCounts(cores).Select(threads => Workload.Timed($"loader-{size}-threads-{threads}", Epochs(threads), threads)),
        Workload.Allocating($"loader-{size}-allocated", Epochs(cores), cores),
    ];

    /// <summary>The numbers of threads that are measured.</summary>
    /// <param name="cores">The logical cores.</param>
    public static IEnumerable<int> ThreadCounts(int cores) => cores <= FewCores
        ? Enumerable.Range(1, cores)
        : Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(count => count < cores).Append(cores);

    private Func<int, int> Epochs(int threads)
    {
        var loader = new BatchLoader(epoch, new BatchLoaderOptions
        {
            InputSize = size,
            BatchSize = DataBenchSettings.BatchSize,
            Normalization = settings.Normalization,
            Seed = settings.Seed,
            Augmentation = settings.Augmentation,
            Shuffle = true,
            Workers = threads,
        });
        return number =>
        {
            var count = 0;
            foreach (var batch in loader.Epoch(number))
            {
                using (batch) count += batch.Records.Count;
            }

            return count;
        };
    }
}
