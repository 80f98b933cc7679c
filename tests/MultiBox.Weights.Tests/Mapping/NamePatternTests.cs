namespace MultiBox.Weights.Tests.Mapping;

public sealed class NamePatternTests
{
    [Fact]
    public void Open_numbers_are_found_and_put_into_another_name()
    {
        var numbers = NamePattern.Parse("arg:stage{s}_unit{u}_conv1_weight").Match("arg:stage2_unit10_conv1_weight");
        Assert.Equal("backbone.stage2.unit9.x3", NamePattern.Parse("backbone.stage{s}.unit{u-1}.x{s+1}").Fill(numbers!));
    }

    [Fact]
    public void Words_of_a_list_are_exchanged_for_those_in_the_same_place()
    {
        var from = NamePattern.Parse("bn{k}_{p:gamma|moving_mean}");
        Assert.Equal("bn.4.running_mean", NamePattern.Parse("bn.{k+1}.{p:weight|running_mean}", from).Fill(from.Match("bn3_moving_mean")!));
        Assert.Equal("bn.3.gamma", NamePattern.Parse("bn.{k}.{p}", from).Fill(from.Match("bn3_gamma")!));
        Assert.Null(from.Match("bn3_beta"));
    }

    [Fact]
    public void A_moved_number_leads_back()
    {
        var from = NamePattern.Parse("multi_feat_{k}_{p:weight|bias}");
        var to = NamePattern.Parse("extra.{k-1}.{p}", from);
        Assert.Equal("multi_feat_2_bias", from.Fill(to.Match("extra.1.bias")!));
        Assert.Null(NamePattern.Parse("extra.{k+1}").Match("extra.0"));
    }

    [Fact]
    public void Any_text_fits_a_star_and_nothing_can_be_put_there()
    {
        var pattern = NamePattern.Parse("AuxLogits.{rest*}");
        Assert.NotNull(pattern.Match("AuxLogits.conv0.bn.weight"));
        Assert.Null(pattern.Match("AuxLogits."));
        Assert.Throws<InvalidOperationException>(() => pattern.Fill(new Dictionary<string, int> { ["rest"] = 0 }));
    }

    [Fact]
    public void Lists_of_different_lengths_are_an_error() => Assert.Equal(
        "'a{p:x|y|z}' lists 3 words for 'p', expected 2",
        Assert.Throws<FormatException>(() => NamePattern.Parse("a{p:x|y|z}", NamePattern.Parse("b{p:u|v}"))).Message);

    [Theory]
    [InlineData("a{k}", "a", false)]
    [InlineData("a{k}", "a1b", false)]
    [InlineData("a{k}", "xa1", false)]
    [InlineData("a{k}", "a01", false)]
    [InlineData("a{k}", "a0", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("a{k}b{k}", "a1b1", true)]
    [InlineData("a{k}b{k}", "a1b2", false)]
    [InlineData("a{k}b{k+1}", "a1b2", true)]
    [InlineData("{p:b|bn}1", "bn1", true)]
    public void Only_the_whole_name_fits(string pattern, string name, bool fits) =>
        Assert.Equal(fits, NamePattern.Parse(pattern).Match(name) is not null);

    [Theory]
    [InlineData("a{")]
    [InlineData("a}")]
    [InlineData("a{}")]
    [InlineData("a{K}")]
    [InlineData("a{k*2}")]
    public void A_brace_that_opens_no_number_is_an_error(string pattern) =>
        Assert.Equal($"'{pattern}' has a brace that is no {{name}}, {{name+1}}, {{name-1}}, {{name:word|word}} or {{name*}}", Assert.Throws<FormatException>(() => NamePattern.Parse(pattern)).Message);
}
