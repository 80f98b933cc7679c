using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data.Tests.Augmentation;

public sealed class AugmenterTests
{
    private static readonly Box[] Boxes = [new(20, 30, 120, 200), new(300, 100, 620, 460), new(200, 200, 230, 240)];

    [Fact]
    public void A_plan_depends_on_seed_epoch_and_index_only()
    {
        var augmenter = new Augmenter(new AugmentationOptions(), seed: 5);
        _ = Plan(augmenter, 9, 9);
        Assert.Equal(Geometry(Plan(augmenter, 1, 2)), Geometry(Plan(new Augmenter(new AugmentationOptions(), 5), 1, 2)));
        Assert.NotEqual(Geometry(Plan(augmenter, 1, 2)), Geometry(Plan(augmenter, 2, 2)));
        Assert.NotEqual(Geometry(Plan(augmenter, 1, 2)), Geometry(Plan(augmenter, 1, 3)));
        Assert.NotEqual(Geometry(Plan(augmenter, 1, 2)), Geometry(Plan(new Augmenter(new AugmentationOptions(), 6), 1, 2)));
    }

    [Fact]
    public void Turning_one_step_off_leaves_the_others_as_they_were()
    {
        var all = new Augmenter(new AugmentationOptions(), 5);
        var noZoomOut = new Augmenter(new AugmentationOptions { ZoomOutProbability = 0, CropProbability = 0 }, 5);
        foreach (var index in Enumerable.Range(0, 50))
        {
            Assert.Equal(Plan(all, 0, index).Orientation, Plan(noZoomOut, 0, index).Orientation);
            Assert.Equal(Plan(all, 0, index).Interpolation, Plan(noZoomOut, 0, index).Interpolation);
        }
    }

    [Fact]
    public void With_every_probability_zero_the_picture_stays_whole()
    {
        var plan = Plan(
            new Augmenter(
                new AugmentationOptions
                {
                    CropProbability = 0,
                    ZoomOutProbability = 0,
                    ColorProbability = 0,
                    MirrorProbability = 0,
                    Interpolations = [Interpolation.Bilinear],
                },
                5),
            0,
            0);
        Assert.Equal(AugmentationPlan.WholeImage(640, 480), plan);
    }

    [Fact]
    public void Most_pictures_change_and_all_filters_occur()
    {
        var augmenter = new Augmenter(new AugmentationOptions(), 5);
        var plans = Enumerable.Range(0, 1000).Select(index => Plan(augmenter, 0, index)).ToArray();
        Assert.InRange(plans.Count(p => p.Orientation.Mirror), 450, 550);
        Assert.DoesNotContain(plans, p => p.Orientation.Flip || p.Orientation.Transpose);
        Assert.Equal(Enum.GetValues<Interpolation>(), plans.Select(p => p.Interpolation).Distinct().Order());
        // Each of four changes happens with probability 0.5: none of them in 1 of 16 pictures.
        Assert.InRange(plans.Count(p => ReferenceEquals(p.Color, ColorTransform.Identity)), 35, 95);
        Assert.Contains(plans, p => p.Region.Width > 3 * 640);
        Assert.Contains(plans, p => p.Region.Width < 0.6f * 640);
    }

    [Fact]
    public void A_picture_with_objects_always_keeps_one()
    {
        var augmenter = new Augmenter(new AugmentationOptions(), 5);
        foreach (var index in Enumerable.Range(0, 1000))
        {
            var plan = Plan(augmenter, 0, index);
            Assert.Contains(Boxes, box => plan.Map(box) is not null);
        }
    }

    [Fact]
    public void All_faults_of_the_options_are_named_at_once()
    {
        var fault = Assert.Throws<ArgumentException>(() => new Augmenter(
            new AugmentationOptions { CropProbability = 1.5f, CropTrials = 0, ZoomOutMaxScale = 0.5f, Interpolations = [], CropMinScale = 0 }, 1));
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "CropProbability: expected 0..1, found 1.5.",
                "CropMinScale: expected above 0, up to 1, found 0.",
                "CropTrials: expected at least 1, found 0.",
                "ZoomOutMaxScale: expected 1..100, found 0.5.",
                "Interpolations: expected at least one, found none."),
            fault.Message);
    }

    private static AugmentationPlan Plan(Augmenter augmenter, long epoch, int index) => augmenter.Plan(640, 480, Boxes, epoch, index);

    private static (ImageRegion, Interpolation, Orientation) Geometry(AugmentationPlan plan) => (plan.Region, plan.Interpolation, plan.Orientation);
}
