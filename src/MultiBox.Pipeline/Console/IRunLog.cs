namespace MultiBox.Pipeline;

/// <summary>Where the pipeline tells a person what it does.</summary>
public interface IRunLog
{
    /// <summary>Whether a live progress bar can be shown: a terminal, not a log or CI.</summary>
    bool IsInteractive { get; }

    /// <summary>One line.</summary>
    /// <param name="message">Plain text.</param>
    void Line(string message);

    /// <summary>One line that deserves attention.</summary>
    /// <param name="message">Plain text.</param>
    void Warning(string message);

    /// <summary>A table.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="columns">Headings; one that starts with '>' is aligned to the right.</param>
    /// <param name="rows">Cells, as many as there are columns.</param>
    void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows);

    /// <summary>Runs work whose progress is shown live in a terminal, and not at all elsewhere: lines written meanwhile stay.</summary>
    /// <param name="work">Receives the function that reports progress: what is being done, and how much of it, 0..1.</param>
    void WithProgress(Action<Action<string, double>> work);

    /// <summary>Like <see cref="WithProgress"/>, for several things at once: each has a line of its own.</summary>
    /// <param name="work">Receives the function that reports progress; several threads may call it, one at a time.</param>
    void WithProgressLines(Action<Action<ProgressLine>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        work(_ => { });
    }
}
