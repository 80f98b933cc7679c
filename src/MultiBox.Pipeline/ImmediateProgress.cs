namespace MultiBox.Pipeline;

/// <summary>Reports at once on the caller's thread, unlike <see cref="Progress{T}"/>, which may report after the work is over.</summary>
/// <param name="report">Receives each value.</param>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
