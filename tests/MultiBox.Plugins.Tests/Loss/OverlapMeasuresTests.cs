using MultiBox.Boxes;
using MultiBox.Plugins.Loss;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class OverlapMeasuresTests
{
    public static TheoryData<float[], float[], double, double> Pairs => new()
    {
        // Equal.
        { [0, 0, 2, 2], [0, 0, 2, 2], 1, 1 },
        // Intersection 1, union 7, enclosing box 9: 1/7 - 2/9. Centres 2 apart (squared), its diagonal 18, both square: 1/7 - 2/18.
        { [0, 0, 2, 2], [1, 1, 3, 3], -5 / 63.0, 2 / 63.0 },
        // Apart: union 2, enclosing box 3: 0 - 1/3. Centres 4 apart, diagonal 10: 0 - 4/10.
        { [0, 0, 1, 1], [2, 0, 3, 1], -1 / 3.0, -0.4 },
        // One in the other, which is the enclosing box, with the same centre and shape: both are the IoU.
        { [0, 0, 4, 4], [1, 1, 3, 3], 0.25, 0.25 },
        // IoU 8 / 16, same centre. v = 4 / pi^2 x (arctan 0.5 - arctan 1)^2 = 0.0419565, weight v / (0.5 + v) = 0.0774167.
        { [0, 0, 4, 4], [1, 0, 3, 4], 0.5, 0.4967519 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Simple_pairs_agree_with_a_sheet_of_paper(float[] box, float[] other, double generalized, double complete)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(box, [1, 4]), tensor(other, [1, 4]));
        Assert.Equal(generalized, OverlapMeasures.Generalized(a, b).item<float>(), 1e-6);
        Assert.Equal(generalized, OverlapMeasures.Generalized(b, a).item<float>(), 1e-6);
        Assert.Equal(complete, OverlapMeasures.Complete(a, b).item<float>(), 1e-6);
        Assert.Equal(complete, OverlapMeasures.Complete(b, a).item<float>(), 1e-6);
    }

    [Fact]
    public void Neither_is_more_than_the_IoU_and_GIoU_is_above_minus_1()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (boxes, others) = (RandomBoxes(500), RandomBoxes(500));
        var iou = Rows(boxes).Zip(Rows(others), BoxIou.Compute).Select(value => (double)value).ToArray();
        var generalized = OverlapMeasures.Generalized(boxes, others).data<float>().ToArray();
        var complete = OverlapMeasures.Complete(boxes, others).data<float>().ToArray();
        Assert.Contains(iou, value => value > 0.5);
        Assert.Contains(iou, value => value == 0);
        for (var i = 0; i < iou.Length; i++)
        {
            Assert.InRange(generalized[i], -1, iou[i] + 1e-5);
            Assert.InRange(complete[i], -2, iou[i] + 1e-5);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_box_beside_another_gives_numbers_and_finite_gradients(bool complete)
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(new float[] { 0.2f, 0.2f, 0.4f, 0.4f, 0.2f, 0.2f, 0.4f, 0.4f }, [2, 4], requires_grad: true);
        // A line in the box, and a point outside.
        var others = tensor(new float[] { 0.3f, 0.2f, 0.3f, 0.4f, 0.9f, 0.9f, 0.9f, 0.9f }, [2, 4]);
        var measures = complete ? OverlapMeasures.Complete(boxes, others) : OverlapMeasures.Generalized(boxes, others);
        measures.sum().backward();
        Assert.True(measures.isfinite().all().item<bool>());
        Assert.True(boxes.grad!.isfinite().all().item<bool>());
    }

    private static Tensor RandomBoxes(int count)
    {
        var corner = rand(count, 2);
        return cat([corner, corner + (rand(count, 2) * 0.7) + 0.001], 1);
    }

    private static IEnumerable<Box> Rows(Tensor boxes) => boxes.data<float>().ToArray().Chunk(4).Select(x => new Box(x[0], x[1], x[2], x[3]));
}
