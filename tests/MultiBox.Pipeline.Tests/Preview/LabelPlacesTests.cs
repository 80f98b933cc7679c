using MultiBox.Imaging;
using MultiBox.Pipeline.Preview;

namespace MultiBox.Pipeline.Tests.Preview;

public sealed class LabelPlacesTests
{
    private static readonly (float Width, float Height) Size = (30, 10);

    [Fact]
    public void A_label_stands_above_its_box() => Assert.Equal((40, 50), new LabelPlaces(200).Take(new ImageRegion(40, 60, 50, 50), Size));

    [Fact]
    public void A_second_label_of_the_same_place_goes_elsewhere()
    {
        var places = new LabelPlaces(200);
        var box = new ImageRegion(40, 60, 50, 50);
        // Above on the left; on the right end it would overlap by ten pixels; beneath on the left.
        Assert.Equal([(40, 50), (40, 110)], new[] { places.Take(box, Size), places.Take(box, Size) });
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(190, 5, 170, 0)]
    [InlineData(-50, 300, 0, 190)]
    public void A_label_stays_on_the_picture(float x, float y, float expectedX, float expectedY) =>
        Assert.Equal((expectedX, expectedY), new LabelPlaces(200).Take(new ImageRegion(x, y, 20, 20), Size));

    [Fact]
    public void Where_all_is_taken_the_least_covered_place_serves()
    {
        var places = new LabelPlaces(30);
        for (var i = 0; i < 50; i++)
        {
            var (x, y) = places.Take(new ImageRegion(0, 0, 30, 30), Size);
            Assert.InRange(x, 0, 0);
            Assert.InRange(y, 0, 20);
        }
    }
}
