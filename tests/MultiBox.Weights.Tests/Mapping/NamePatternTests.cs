namespace MultiBox.Weights.Tests.Mapping;

public sealed class NamePatternTests
{
    [Fact]
    public void Open_numbers_are_found_and_put_into_another_name()
    {
        var numbers = NamePattern.Parse("arg:stage{s}_unit{u}_conv1_weight").Match("arg:stage2_unit10_conv1_weight");
        Assert.Equal("backbone.stage2.unit9.x3", NamePattern.Parse("backbone.stage{s}.unit{u-1}.x{s+1}").Fill(numbers!));
    }

    [Theory]
    [InlineData("a{k}", "a", false)]
    [InlineData("a{k}", "a1b", false)]
    [InlineData("a{k}", "xa1", false)]
    [InlineData("a{k}", "a01", false)]
    [InlineData("a{k}", "a0", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("a{k}b{k}", "a1b1", true)]
    [InlineData("a{k}b{k}", "a1b2", false)]
    public void Only_the_whole_name_fits(string pattern, string name, bool fits) =>
        Assert.Equal(fits, NamePattern.Parse(pattern).Match(name) is not null);

    [Theory]
    [InlineData("a{")]
    [InlineData("a}")]
    [InlineData("a{}")]
    [InlineData("a{K}")]
    [InlineData("a{k*2}")]
    public void A_brace_that_opens_no_number_is_an_error(string pattern) =>
        Assert.Equal($"'{pattern}' has a brace that is no {{name}}, {{name+1}} or {{name-1}}", Assert.Throws<FormatException>(() => NamePattern.Parse(pattern)).Message);
}
