namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Tests that measure the memory of the whole process: no others run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // It is a collection in xunit's sense.
public sealed class FuzzCollection
#pragma warning restore CA1711
{
    public const string Name = "Fuzz";
}
