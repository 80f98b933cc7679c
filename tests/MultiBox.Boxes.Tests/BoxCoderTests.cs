namespace MultiBox.Boxes.Tests;

public class BoxCoderTests
{
    private static readonly BoxCoder Coder = new(Variances.Ssd);

    [Fact]
    public void A_default_box_itself_has_no_offsets()
    {
        var box = new Box(0.25f, 0.25f, 0.75f, 0.5f);
        Assert.Equal(default, Coder.Encode(box, box));
        Assert.Equal(box, Coder.Decode(default, box));
    }

    [Fact]
    public void A_box_twice_as_wide_one_tenth_to_the_right_has_known_offsets()
    {
        // Width 0.2 -> 0.4: ln 2 / 0.2. Centre 0.5 -> 0.52: 0.02 / 0.2 / 0.1 = 1.
        var offsets = Coder.Encode(new CenterBox(0.52f, 0.5f, 0.4f, 0.2f).ToCorner(), new CenterBox(0.5f, 0.5f, 0.2f, 0.2f).ToCorner());
        Assert.Equal(1, offsets.X, 1e-5f);
        Assert.Equal(0, offsets.Y, 1e-5f);
        Assert.Equal(Math.Log(2) / 0.2, offsets.W, 1e-5f);
        Assert.Equal(0, offsets.H, 1e-5f);
    }

    [Fact]
    public void Decoding_what_was_encoded_gives_the_box_back()
    {
        var random = new Random(21);
        for (var i = 0; i < 20_000; i++)
        {
            var (box, defaultBox) = (random.NextBox(), random.NextBox());
            var back = Coder.Decode(Coder.Encode(box, defaultBox), defaultBox);
            Assert.Equal(box.X1, back.X1, 2e-6f);
            Assert.Equal(box.Y1, back.Y1, 2e-6f);
            Assert.Equal(box.X2, back.X2, 2e-6f);
            Assert.Equal(box.Y2, back.Y2, 2e-6f);
        }
    }

    [Fact]
    public void The_bound_on_sizes_holds_for_huge_offsets()
    {
        var bounded = new BoxCoder(Variances.Ssd, MathF.Log(1000f / 16));
        var box = bounded.Decode(new Offsets(0, 0, 1e9f, 1e9f), new Box(0, 0, 1, 1));
        Assert.Equal(62.5f, box.Width, 1e-3f);
        Assert.Equal(62.5f, box.Height, 1e-3f);
    }
}
