using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task as the host sees it; derive from <see cref="FrostingTask{T}"/> or <see cref="AsyncFrostingTask{T}"/>.</summary>
public interface IFrostingTask
{
    /// <summary>What is reported when the task is skipped.</summary>
    string SkippedMessage => string.Empty;

    /// <summary>Does the work.</summary>
    /// <param name="context">The build's context.</param>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the task is to run at all.</summary>
    /// <param name="context">The build's context.</param>
    bool ShouldRun(ICakeContext context);

    /// <summary>Handles an exception of the task; the run goes on unless this method throws.</summary>
    /// <param name="exception">What the task threw.</param>
    /// <param name="context">The build's context.</param>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Runs last, whether the task failed or not.</summary>
    /// <param name="context">The build's context.</param>
    void Finally(ICakeContext context);
}
