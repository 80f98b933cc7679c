using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Loss;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class BoxRegressionTests
{
    public static TheoryData<string, BoxLoss> Losses
    {
        get
        {
            var data = new TheoryData<string, BoxLoss>();
            foreach (var loss in new[] { "multibox", "mxnet", "focal" })
            {
                foreach (var boxLoss in Enum.GetValues<BoxLoss>()) data.Add(loss, boxLoss);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decoding_is_that_of_the_box_coder(bool bounded)
    {
        using var scope = NewDisposeScope();
        var coder = new BoxCoder(new Variances(0.1f, 0.15f, 0.2f, 0.25f), bounded ? 0.5f : null);
        manual_seed(2);
        var offsets = randn(LossProblem.Six.Length, 4);
        offsets[0, 2] = 5; // e times as wide, or as the bound allows the root of e.
        var centers = LossProblem.Six.Select(box => box.ToCenter()).SelectMany(box => new[] { box.Cx, box.Cy, box.Width, box.Height }).ToArray();
        var decoded = new BoxRegression(BoxLoss.Giou, coder).Decode(offsets, tensor(centers, [LossProblem.Six.Length, 4])).data<float>().ToArray();
        var expected = offsets.data<float>().ToArray().Chunk(4).Zip(LossProblem.Six, (o, box) => coder.Decode(new Offsets(o[0], o[1], o[2], o[3]), box)).ToList();
        LossProblem.MustBeNear(expected.SelectMany(box => new double[] { box.X1, box.Y1, box.X2, box.Y2 }), decoded.Select(x => (double)x));
        Assert.Equal(0.5 * (bounded ? Math.Sqrt(Math.E) : Math.E), expected[0].Width, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Perfect_boxes_have_neither_loss_nor_gradient(string loss, BoxLoss boxLoss)
    {
        using var scope = NewDisposeScope();
        var offsets = zeros(1, 6, 4, requires_grad: true);
        var terms = LossProblem.Create(loss, boxLoss).Compute(new HeadOutput(offsets, zeros(1, 6, 3)), [new([LossProblem.Six[1], LossProblem.Six[4]], [1, 2])]);
        terms.Localization.backward();
        Assert.Equal((2, 0f), (terms.Positives, terms.Localization.item<float>()));
        Assert.All(offsets.grad!.data<float>().ToArray(), slope => Assert.Equal(0, slope));
    }

    [Theory]
    [InlineData("multibox", BoxLoss.Giou)]
    [InlineData("mxnet", BoxLoss.Giou)]
    [InlineData("focal", BoxLoss.Giou)]
    [InlineData("focal", BoxLoss.Ciou)]
    public void IoU_losses_are_divided_by_the_positives_and_weighted(string loss, BoxLoss boxLoss)
    {
        using var scope = NewDisposeScope();
        // Default box 0 stands for an object half as wide: IoU 0.5, and GIoU 0.5, as one lies in the other. Box 3 is perfect. CIoU: the
        // centres are 1/8 apart, the diagonal is 1/2 squared, twice: 1/64 : 1/2 = 1/32; v = 4 / pi^2 (arctan 0.5 - arctan 1)^2 =
        // 0.0419565, its weight 0.0774167: 0.5 - 0.03125 - 0.0032482.
        GroundTruth truth = new([new(0, 0, 0.25f, 0.5f), LossProblem.Six[3]], [1, 1]);
        var expected = (boxLoss == BoxLoss.Giou ? 0.5 : 0.5344982) / 2;
        var terms = LossProblem.Create(loss, boxLoss).Compute(new HeadOutput(zeros(1, 6, 4), zeros(1, 6, 3)), [truth]);
        Assert.Equal(2, terms.Positives);
        Assert.Equal(expected, terms.Localization.item<float>(), 1e-6);

        var weighted = new FocalLoss(new FocalLossOptions { BoxLoss = boxLoss, LocalizationWeight = 3 }, LossProblem.Context(3, LossProblem.Six));
        Assert.Equal(3 * expected, weighted.Compute(new HeadOutput(zeros(1, 6, 4), zeros(1, 6, 3)), [truth]).Localization.item<float>(), 1e-6);
    }

    [Fact]
    public void Gradients_of_GIoU_match_finite_differences()
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(2, ScalarType.Float64);
        var loss = LossProblem.Create("focal", BoxLoss.Giou);
        loss.Compute(predictions, LossProblem.TwoImages).Localization.backward();
        var slopes = LossProblem.Slopes(() => loss.Compute(predictions, LossProblem.TwoImages).Localization.item<double>(), predictions.Offsets);
        // Of the two positives, default boxes 0 and 3 of the first image, and of no other.
        Assert.Equal([0, 3], slopes.Index().Where(slope => slope.Item != 0).Select(slope => slope.Index / 4).Distinct());
        LossProblem.MustBeNear(slopes, predictions.Offsets.grad!.data<double>());
    }

    [Fact]
    public void Gradients_of_CIoU_match_finite_differences_with_the_weight_of_the_shape_held()
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(new[] { 0.1, 0.1, 0.6, 0.4 }, [1, 4], requires_grad: true);
        double[] other = [0.2, 0.05, 0.5, 0.55];
        OverlapMeasures.Complete(boxes, tensor(other, [1, 4])).sum().backward();

        var (iou, distance, shape) = Parts();
        var weight = shape / (1 - iou + shape);
        Assert.Equal(iou - distance - (weight * shape), OverlapMeasures.Complete(boxes, tensor(other, [1, 4])).item<double>(), 1e-9);
        var held = LossProblem.Slopes(() => Parts() is var (i, d, s) ? i - d - (weight * s) : 0, boxes);
        LossProblem.MustBeNear(held, boxes.grad!.data<double>());
        // With the weight's own gradient they would be others.
        var free = LossProblem.Slopes(() => OverlapMeasures.Complete(boxes, tensor(other, [1, 4])).item<double>(), boxes);
        Assert.Contains(held.Zip(free), pair => Math.Abs(pair.First - pair.Second) > 1e-3);

        (double Iou, double Distance, double Shape) Parts()
        {
            var b = boxes.data<double>().ToArray();
            var width = Math.Min(b[2], other[2]) - Math.Max(b[0], other[0]);
            var height = Math.Min(b[3], other[3]) - Math.Max(b[1], other[1]);
            var union = ((b[2] - b[0]) * (b[3] - b[1])) + ((other[2] - other[0]) * (other[3] - other[1])) - (width * height);
            var centers = Square(b[0] + b[2] - other[0] - other[2]) / 4 + Square(b[1] + b[3] - other[1] - other[3]) / 4;
            var diagonal = Square(Math.Max(b[2], other[2]) - Math.Min(b[0], other[0])) + Square(Math.Max(b[3], other[3]) - Math.Min(b[1], other[1]));
            var slopes = Math.Atan((b[2] - b[0]) / (b[3] - b[1])) - Math.Atan((other[2] - other[0]) / (other[3] - other[1]));
            return (width * height / union, centers / diagonal, 4 / (Math.PI * Math.PI) * Square(slopes));
        }

        static double Square(double x) => x * x;
    }

    [Theory]
    [InlineData(BoxLoss.Giou, null)]
    [InlineData(BoxLoss.Giou, 4f)]
    [InlineData(BoxLoss.Ciou, null)]
    [InlineData(BoxLoss.Ciou, 4f)]
    public void Wild_predictions_and_empty_truths_give_finite_losses_and_gradients(BoxLoss boxLoss, float? maxLogSize)
    {
        using var scope = NewDisposeScope();
        var context = LossProblem.Context(2, LossProblem.Six) with { BoxCoder = new BoxCoder(Variances.Ssd, maxLogSize) };
        float[][] wild = [[0, 0, 1e4f, 1e4f], [0, 0, -1e4f, -1e4f], [0, 0, 1e4f, -1e4f], [1e6f, -1e6f, 0, 0], [0, 0, -1e4f, 0], [0, 0, 0, 1e4f]];
        GroundTruth[] truths = [new([.. LossProblem.Six], [1, 1, 1, 1, 1, 1]), new([new(0.3f, 0.2f, 0.3f, 0.6f), new(0.7f, 0.7f, 0.7f, 0.7f)], [1, 1])];
        var offsets = tensor(wild.Concat(wild).SelectMany(x => x).ToArray(), [2, 6, 4], requires_grad: true);
        var loss = new FocalLoss(new FocalLossOptions { BoxLoss = boxLoss }, context);
        var terms = loss.Compute(new HeadOutput(offsets, zeros(2, 6, 2)), truths);
        terms.Localization.backward();
        Assert.InRange(terms.Positives, 7, 8);
        Assert.InRange(terms.Localization.item<float>(), 0.1f, 3);
        Assert.True(offsets.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Images_without_objects_add_nothing_to_the_localisation(string loss, BoxLoss boxLoss)
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(1);
        var terms = LossProblem.Create(loss, boxLoss).Compute(predictions, [LossProblem.Nothing]);
        (terms.Classification + terms.Localization).backward();
        Assert.Equal((0, 0f), (terms.Positives, terms.Localization.item<float>()));
        Assert.True(float.IsFinite(terms.Classification.item<float>()));
        Assert.Equal(0, predictions.Offsets.grad!.abs().sum().item<float>());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_leaves_its_two_terms_and_nothing_else_behind(string loss, BoxLoss boxLoss)
    {
        using var outer = NewDisposeScope();
        var predictions = LossProblem.Predictions(2);
        var objective = LossProblem.Create(loss, boxLoss);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var terms = objective.Compute(predictions, LossProblem.TwoImages);
        Assert.Equal(live + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        terms.Classification.Dispose();
        terms.Localization.Dispose();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Predictions_for_another_number_of_images_are_refused(string loss, BoxLoss boxLoss)
    {
        using var scope = NewDisposeScope();
        var fault = Assert.Throws<ArgumentException>(() => LossProblem.Create(loss, boxLoss).Compute(LossProblem.Predictions(1), LossProblem.TwoImages));
        Assert.StartsWith("Predictions for 1 images x 6 default boxes, but there are 2 ground truths and 6 default boxes.", fault.Message, StringComparison.Ordinal);
    }
}
