using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>What runs when no target is named: the demo of an experiment, with everything that it needs.</summary>
[TaskName("Default")]
[TaskDescription("Everything up to the demo; what runs when no target is named.")]
[IsDependentOn(typeof(DemoTask))]
public sealed class DefaultTask : FrostingTask<BuildContext>;
