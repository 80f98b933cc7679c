using Cake.Core;

namespace Cake.Frosting.Tests;

/// <summary>The public tasks that a host finds in this assembly by itself; the tests below register their own, internal ones.</summary>
public abstract class JournalTask(Journal journal) : FrostingTask
{
    public override void Run(ICakeContext context) => journal.Add(GetType().Name);
}

public sealed class Found(Journal journal) : JournalTask(journal);

[IsDependentOn(typeof(Found))]
public sealed class Default(Journal journal) : JournalTask(journal);
