namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>The workloads of a series with what they use, which goes with this object.</summary>
internal sealed class OwnedWorkloads : IDisposable
{
    private readonly List<Workload> _workloads = [];
    private readonly Stack<IDisposable> _owned = [];

    /// <summary>The workloads.</summary>
    public IReadOnlyList<Workload> All => _workloads;

    /// <summary>Adds a workload.</summary>
    /// <param name="workload">The workload.</param>
    public void Add(Workload workload) => _workloads.Add(workload);

    /// <summary>Takes something over, to be disposed with this.</summary>
    /// <param name="resource">What a workload uses.</param>
    /// <returns>The same.</returns>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Push(resource);
        return resource;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_owned.TryPop(out var resource)) resource.Dispose();
    }
}
