using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task over Cake's own context.</summary>
public abstract class FrostingTask : FrostingTask<ICakeContext>;

/// <summary>A task. Only the methods that a class overrides are registered with the engine.</summary>
/// <typeparam name="T">The context's type.</typeparam>
public abstract class FrostingTask<T> : IFrostingTask
    where T : ICakeContext
{
    /// <summary>Does the work.</summary>
    /// <param name="context">The build's context.</param>
    public virtual void Run(T context)
    {
    }

    /// <summary>Whether the task is to run; a target that says no fails the run.</summary>
    /// <param name="context">The build's context.</param>
    public virtual bool ShouldRun(T context) => true;

    /// <summary>Handles an exception of the task; the run goes on unless this method throws.</summary>
    /// <param name="exception">What the task threw.</param>
    /// <param name="context">The build's context.</param>
    public virtual void OnError(Exception exception, T context)
    {
    }

    /// <summary>Runs last, whether the task failed or not.</summary>
    /// <param name="context">The build's context.</param>
    public virtual void Finally(T context)
    {
    }

    Task IFrostingTask.RunAsync(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Run((T)context);
        return Task.CompletedTask;
    }

    bool IFrostingTask.ShouldRun(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ShouldRun((T)context);
    }

    void IFrostingTask.OnError(Exception exception, ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(context);
        OnError(exception, (T)context);
    }

    void IFrostingTask.Finally(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Finally((T)context);
    }
}
