namespace MultiBox.Data.Tests.Fuzz;

[Collection(FuzzCollection.Name)]
public sealed class FuzzTests
{
    public static TheoryData<string> Readers => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Any_bytes_give_a_result_or_a_documented_fault(string reader) => Fuzzing.Run(FuzzTargets.All.Single(target => target.Name == reader));
}
