using System.ComponentModel.DataAnnotations;
using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

public sealed class PluginOptionsTests
{
    public enum Rule
    {
        TorchVision,
        Mxnet,
    }

    public sealed record Inner
    {
        [Range(0, 9)]
        public int Depth { get; init; } = 3;
    }

    public sealed record Options : IValidatableObject
    {
        [AllowedValues("layer2", "layer3", "layer4")]
        [MinLength(1)]
        public IReadOnlyList<string> Features { get; init; } = ["layer3", "layer4"];

        [AllowedValues(18, 34)]
        public int Depth { get; init; } = 18;

        public Rule Rule { get; init; } = Rule.Mxnet;

        [Range(0.0, 1.0)]
        public float Rate { get; init; } = 0.1f;

        public double[] Weights { get; init; } = [];

        public List<int> Sizes { get; init; } = [];

        public string? Note { get; init; }

        public long? Limit { get; init; }

        public Inner Inner { get; init; } = new();

        public int Computed => Depth * 2;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Sizes.Count > 0 && Sizes.Count != Features.Count) yield return new ValidationResult("as many as features", [nameof(Sizes)]);
        }
    }

    [Fact]
    public void Options_of_every_type_are_read_by_the_rule_of_the_contracts()
    {
        var options = PluginOptions.Parse("""
            {features: [layer2, layer4], depth: 34, rule: torch_vision, rate: 0.25, weights: [1, .5], sizes: [3, 4], note: x, limit: 5000000000, inner: {depth: 0}}
            """).Bind<Options>();
        Assert.Equal(["layer2", "layer4"], options.Features);
        Assert.Equal((34, Rule.TorchVision, 0.25f, "x", 5_000_000_000L, 0), (options.Depth, options.Rule, options.Rate, options.Note, options.Limit, options.Inner.Depth));
        Assert.Equal([1, 0.5], options.Weights);
        Assert.Equal([3, 4], options.Sizes);
    }

    [Fact]
    public void Without_options_all_defaults_stand()
    {
        var options = PluginOptions.Empty.Bind<Options>();
        Assert.Equal(["layer3", "layer4"], options.Features);
        Assert.Equal((18, 3), (options.Depth, options.Inner.Depth));
        Assert.Equal(new NoOptions(), PluginOptions.Empty.Bind<NoOptions>());
    }

    [Fact]
    public void Written_options_are_explicit_and_read_back() => Assert.Equal(
        "features: [layer3, layer4]\ndepth: 18\nrule: mxnet\nrate: 0.1\nweights: []\nsizes: []\nnote: null\nlimit: null\ninner:\n  depth: 3\n",
        PluginOptions.From(PluginOptions.Parse(PluginOptions.From(new Options()).ToString()).Bind<Options>()).ToString());

    [Fact]
    public void All_faults_are_reported_together() => Assert.Equal(
        """
        options:1:2 feature: unknown key. Expected one of depth, features, inner, limit, note, rate, rule, sizes, weights, found 'feature'. Did you mean 'features'?
        options:1:27 depth: unknown value. Expected one of 18, 34, found '50'.
        options:1:37 rule: unknown value. Expected one of torch_vision, mxnet, found 'mxnett'. Did you mean 'mxnet'?
        options:1:55 rate: out of range. Expected a number from 0 to 1, found '2'.
        options:1:67 limit: not a whole number. Expected a whole number, found 'x'.
        """,
        Assert.Throws<MultiBoxException>(() => PluginOptions.Parse("{feature: [l2], depth:    50, rule: mxnett, rate:     2, limit:   x}").Bind<Options>()).Message);

    [Theory]
    [InlineData("{features: [layer5]}", "options:1:13 features.0: unknown value. Expected one of layer2, layer3, layer4, found 'layer5'. Did you mean 'layer2'?")]
    [InlineData("{features: layer3}", "options:1:12 features: not a list. Expected a list of texts, at least 1, found 'layer3'.")]
    [InlineData("{sizes: [1]}", "options:1:9 sizes: as many as features.")]
    [InlineData("{inner: {depth: 10}}", "options:1:17 inner.depth: out of range. Expected a whole number from 0 to 9, found '10'.")]
    [InlineData("{computed: 1}", "options:1:2 computed: unknown key. Expected one of depth, features, inner, limit, note, rate, rule, sizes, weights, found 'computed'.")]
    [InlineData("{limit: 99999999999999999999}", "options:1:9 limit: not a whole number. Expected a whole number, found '99999999999999999999'.")]
    public void A_fault_has_its_place_and_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<MultiBoxException>(() => PluginOptions.Parse(yaml).Bind<Options>()).Message);

    [Fact]
    public void A_plugin_without_options_takes_none() => Assert.Equal(
        "options:1:1 x: unknown key. Expected no keys, found 'x'.",
        Assert.Throws<MultiBoxException>(() => PluginOptions.Parse("x: 1").Bind<NoOptions>()).Message);

    [Fact]
    public void Options_are_equal_by_what_they_say()
    {
        Assert.Equal(PluginOptions.Parse("{a: 1, b: [x]}"), PluginOptions.Parse("a:   1\nb:\n- x"));
        Assert.NotEqual(PluginOptions.Parse("a: 1"), PluginOptions.Parse("a: '1'"));
    }
}
