namespace MultiBox.Data.Tests.Augmentation;

public sealed class RandomSequenceTests
{
    [Fact]
    public void The_numbers_are_pinned()
    {
        // They are part of every published result: a change here changes every training run.
        var random = RandomSequence.For("crop", seed: 1, epoch: 2, index: 3);
        Assert.Equal([0xA6F731B3AFDB616D, 0xBA54B66FE4BBF831], new[] { random.NextBits(), random.NextBits() });
    }

    [Fact]
    public void The_same_key_gives_the_same_numbers_and_any_other_key_others()
    {
        Assert.Equal(First("a", 1, 2, 3), First("a", 1, 2, 3));
        ulong[] others =
        [
            First("a", 1, 2, 3), First("b", 1, 2, 3), First("a", 2, 2, 3), First("a", 1, 3, 3), First("a", 1, 2, 4), First("a", 2, 1, 3),
            First("a", 1, 3, 2), First("a", -1, 2, 3), First("", 0, 0, 0), First("a", 0, 0, 0),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());

        static ulong First(string purpose, long seed, long epoch, long index) => RandomSequence.For(purpose, seed, epoch, index).NextBits();
    }

    [Fact]
    public void Numbers_are_uniform()
    {
        var random = RandomSequence.For("uniform", 7);
        var counts = new int[10];
        var sum = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            counts[random.NextInt(10)]++;
            sum += random.Uniform(-1, 3);
        }

        // The standard deviation of a count is 42, that of the mean 0.008.
        Assert.All(counts, count => Assert.InRange(count, 1800, 2200));
        Assert.InRange(sum / 20_000, 0.96, 1.04);
    }

    [Fact]
    public void Neighbouring_images_are_unrelated()
    {
        var mean = Enumerable.Range(0, 5000).Average(index => RandomSequence.For("mirror", 1, 0, index).Chance(0.3f) ? 1.0 : 0);
        Assert.InRange(mean, 0.28, 0.32);
    }

    [Fact]
    public void Shuffling_keeps_every_element()
    {
        var random = RandomSequence.For("shuffle", 3);
        int[] values = [.. Enumerable.Range(0, 100)];
        random.Shuffle<int>(values);
        Assert.NotEqual(Enumerable.Range(0, 100), values);
        Assert.Equal(Enumerable.Range(0, 100), values.Order());
    }

    [Fact]
    public void Chance_is_never_at_zero_and_always_at_one()
    {
        var random = RandomSequence.For("chance", 3);
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(random.Chance(0));
            Assert.True(random.Chance(1));
        }
    }
}
