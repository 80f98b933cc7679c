using System.Runtime.InteropServices;
using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests.Mapping;

public sealed class WeightMappingTests
{
    [Theory]
    [InlineData(WeightTransform.None, new long[] { 2, 3 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(WeightTransform.Reshape, new long[] { 6 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    // [[0, 1, 2], [3, 4, 5]] -> [[0, 3], [1, 4], [2, 5]].
    [InlineData(WeightTransform.Transpose, new long[] { 3, 2 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(WeightTransform.FlipInput, new long[] { 2, 3 }, new float[] { 2, 1, 0, 5, 4, 3 })]
    [InlineData(WeightTransform.Ones, new long[] { 2, 3 }, new float[] { 1, 1, 1, 1, 1, 1 })]
    public void A_transform_does_what_it_says(WeightTransform transform, long[] shape, float[] expected)
    {
        var (values, report) = Map([Rule("a", "b", transform)]).Apply(File(("a", [2, 3])), Targets(("b", shape)));
        Assert.Equal(expected, values["b"]);
        Assert.Equal(("b", transform), (report.Mapped[0].To, report.Mapped[0].Transform));
    }

    [Fact]
    public void Flipping_the_input_keeps_what_lies_inside_a_channel()
    {
        var (values, _) = Map([Rule("a", "a", WeightTransform.FlipInput)]).Apply(File(("a", [1, 3, 1, 2])), Targets(("a", [1, 3, 1, 2])));
        Assert.Equal([4f, 5, 2, 3, 0, 1], values["a"]);
    }

    [Theory]
    [InlineData(2f, new float[] { 0, 0.5f, 1 })]
    [InlineData(0f, new float[] { 0, 0, 0 })]
    public void Caffes_factor_divides_its_mean_and_variance(float factor, float[] expected)
    {
        var file = File(("bn/0", [3]), ("bn/1", [3])) with { };
        file = file with { Tensors = [.. file.Tensors, Tensor("bn/2", [1], [factor])] };
        var mapping = Map(
        [
            new MappingRule([NamePattern.Parse("bn/0"), NamePattern.Parse("bn/2")], NamePattern.Parse("mean"), WeightTransform.Divide),
            new MappingRule([NamePattern.Parse("bn/1"), NamePattern.Parse("bn/2")], NamePattern.Parse("var"), WeightTransform.Divide),
        ]);
        var (values, _) = mapping.Apply(file, Targets(("mean", [3]), ("var", [3])));
        Assert.Equal(expected, values["mean"]);
        Assert.Equal(expected, values["var"]);
    }

    [Fact]
    public void A_constant_fills_every_tensor_of_its_name()
    {
        var mapping = Map([new MappingRule([], NamePattern.Parse("bn{k}.weight"), Value: 1)]);
        var (values, _) = mapping.Apply(File(), Targets(("bn1.weight", [2]), ("bn2.weight", [1])));
        Assert.Equal([1f, 1], values["bn1.weight"]);
        Assert.Equal([1f], values["bn2.weight"]);
    }

    [Fact]
    public void Every_tensor_that_has_no_place_or_no_source_is_named()
    {
        var mapping = Map([Rule("a{k}", "b{k}"), Rule("c", "b1")]);
        var fault = Assert.Throws<MultiBoxException>(() => mapping.Apply(
            File(("a1", [2]), ("a2", [2]), ("a3", [3]), ("c", [2]), ("d", [1])), Targets(("b1", [2]), ("b3", [2]), ("e", [4]))));
        Assert.Equal(
            """
            x.bin: these are not the weights that the table 't' is for:
              a2 [2]: its place b2 is not in the network
              a3 [3]: its place b3 has [2]
              b1: filled twice, the second time from c
              d [1]: the file has it, the table does not
              b3 [2]: the network has it, nothing in the file fills it
              e [4]: the network has it, nothing in the file fills it
            Use the experiment of their network, or another table.
            """,
            fault.Message);
    }

    [Fact]
    public void What_is_ignored_or_new_has_a_reason_in_the_report()
    {
        var mapping = Map([Rule("a", "a")]) with
        {
            Ignored = [new IgnoredRule(NamePattern.Parse("fc{k}"), "the classifier")],
            New = [new NewRule(NamePattern.Parse("extra.{k}"), "not in the classifier")],
        };
        var (values, report) = mapping.Apply(File(("a", [1]), ("fc1", [5])), Targets(("a", [1]), ("extra.1", [2])));
        Assert.Equal(["a"], values.Keys);
        Assert.Equal([("fc1", "the classifier")], report.Ignored);
        Assert.Equal([("extra.1", "not in the classifier")], report.New);
    }

    [Fact]
    public void Predictors_of_other_classes_start_afresh_where_that_is_allowed()
    {
        var (values, report) = Map([Rule("head", "head")]).Apply(File(("head", [84])), Targets(("head", [16])), name => name == "head");
        Assert.Empty(values);
        Assert.Equal([("head", "[84] in the file, [16] here")], report.New);
    }

    private static WeightMapping Map(IReadOnlyList<MappingRule> rules) => new("t", rules, [], []);

    private static MappingRule Rule(string from, string to, WeightTransform transform = WeightTransform.None) => new([NamePattern.Parse(from)], NamePattern.Parse(to), transform);

    private static WeightFile File(params (string Name, long[] Shape)[] tensors) =>
        new("x.bin", "test", [.. tensors.Select(x => Tensor(x.Name, x.Shape, [.. Enumerable.Range(0, (int)x.Shape.Aggregate((a, b) => a * b)).Select(i => (float)i)]))], []);

    private static WeightTensor Tensor(string name, long[] shape, float[] values) => new(name, WeightType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    private static Dictionary<string, IReadOnlyList<long>> Targets(params (string Name, long[] Shape)[] targets) =>
        targets.ToDictionary(target => target.Name, target => (IReadOnlyList<long>)target.Shape);
}
