namespace MultiBox.Boxes.Tests;

public class SparseMatchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_is_what_matters_of_the_whole_match(int seed)
    {
        // Half of the problems are full of exact ties; some have more ground truths than default boxes, some several chunks of those.
        var random = new Random(seed);
        var (a, g) = (seed % 3 == 0 ? random.Next(60, 500) : random.Next(1, 70), random.Next(0, 14));
        var (defaultBoxes, groundTruths) = seed % 2 == 0 ? (random.NextBoxes(a), random.NextBoxes(g)) : (random.NextGridBoxes(a), random.NextGridBoxes(g));
        foreach (var threshold in new[] { 0.5f, 0, 0.25f, 1 })
        {
            foreach (var ignoreFrom in new float?[] { null, 0, 0.3f, 0.5f, 0.7f }) MustAgree(threshold, ignoreFrom, defaultBoxes, groundTruths);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void It_is_what_matters_of_the_whole_match_with_the_boxes_of_a_network(int objects)
    {
        FeatureMapSize[] maps = [new(38, 38), new(19, 19), new(10, 10), new(5, 5), new(3, 3), new(1, 1)];
        var scales = MultiBoxScales.Get(0.2, 0.9, maps.Length);
        var defaultBoxes = new MultiBoxPrior([.. scales.Select(sizes => new MultiBoxPriorLayer { Sizes = sizes, Ratios = [1, 2, 0.5, 3, 1.0 / 3] })], clip: false).Generate(maps).Corners.ToArray();
        var random = new Random(objects);
        for (var i = 0; i < 10; i++) MustAgree(0.5f, 0.4f, defaultBoxes, random.NextBoxes(objects));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.7f)]
    public void Ground_truths_that_are_no_boxes_are_treated_as_by_the_whole_match(float edge) =>
        MustAgree(0.5f, 0.4f, new Random(3).NextBoxes(150), [new(0.7f, 0.7f, edge, 0.7f), new(edge, 0, 1, 1), new(0.5f, 0.5f, 1, 1)]);

    [Theory]
    [MemberData(nameof(MatcherTests.Matchers), MemberType = typeof(MatcherTests))]
    public void Without_boxes_nothing_is_matched(IMatcher matcher)
    {
        var (some, none) = (new DefaultBoxSearch(new Random(1).NextBoxes(13)), new DefaultBoxSearch([]));
        foreach (var match in new[] { matcher.Match(some, [], 0.4f), matcher.Match(none, [new(0, 0, 1, 1)], 0.4f) })
        {
            Assert.Empty(match.DefaultBoxes);
            Assert.Empty(match.GroundTruths);
            Assert.Empty(match.Ignored);
        }
    }

    private static void MustAgree(float threshold, float? ignoreFrom, Box[] defaultBoxes, Box[] groundTruths)
    {
        foreach (var matcher in new IMatcher[] { new PerPredictionMatcher(threshold), new BipartiteMatcher(threshold) })
        {
            var whole = matcher.Match(defaultBoxes, groundTruths);
            var found = matcher.Match(new DefaultBoxSearch(defaultBoxes), groundTruths, ignoreFrom);
            var positives = Enumerable.Range(0, defaultBoxes.Length).Where(i => whole.GroundTruth[i] >= 0).ToArray();
            Assert.Equal(positives, found.DefaultBoxes);
            Assert.Equal(positives.Select(i => whole.GroundTruth[i]), found.GroundTruths);
            Assert.Equal(Enumerable.Range(0, defaultBoxes.Length).Where(i => whole.GroundTruth[i] < 0 && whole.BestIou[i] >= ignoreFrom), found.Ignored);
        }
    }
}
