using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Tells Cake's engine about the tasks and lifetimes that the container holds.</summary>
internal sealed class FrostingRunner(
    ICakeEngine engine,
    IFrostingContext context,
    ICakeLog log,
    IEnumerable<IFrostingTask> tasks,
    IFrostingSetup? setup = null,
    IFrostingTeardown? teardown = null,
    IFrostingTaskSetup? taskSetup = null,
    IFrostingTaskTeardown? taskTeardown = null)
{
    /// <summary>Registers everything; to be called once, before the engine runs.</summary>
    /// <exception cref="FrostingException">A dependency is not a task.</exception>
    public void Register()
    {
        foreach (var task in tasks) Register(task, new TaskShape(task.GetType()));
        if (setup is not null) engine.RegisterSetupAction(info => setup.Setup(context, info));
        if (teardown is not null) engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        if (taskSetup is not null) engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        if (taskTeardown is not null) engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));
    }

    private void Register(IFrostingTask task, TaskShape shape)
    {
        log.Debug("Registering task: {0}", shape.Name);
        if (!shape.ContextType.IsInstanceOfType(context))
        {
            log.Warning("Task '{0}' cannot be used since the context isn't convertible to {1}.", shape.Name, shape.ContextType.FullName);
            return;
        }

        var builder = engine.RegisterTask(shape.Name);
        if (shape.Description is { } description) builder.Description(description);
        if (shape.Overrides("Run") || shape.Overrides("RunAsync")) builder.Does(task.RunAsync);
        if (shape.Overrides("ShouldRun")) builder.WithCriteria(task.ShouldRun, task.SkippedMessage);
        if (shape.ContinuesOnError) builder.ContinueOnError();
        if (shape.Overrides("OnError")) builder.OnError(exception => task.OnError(exception, context));
        if (shape.Overrides("Finally")) builder.Finally(() => task.Finally(context));
        foreach (var name in shape.Dependencies) builder.IsDependentOn(name);
        foreach (var name in shape.Dependees) builder.IsDependeeOf(name);
    }
}
