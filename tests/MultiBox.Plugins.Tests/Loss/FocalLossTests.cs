using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Loss;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class FocalLossTests
{
    private static readonly Box _box = new(0.25f, 0.25f, 0.75f, 0.75f);

    [Fact]
    public void One_default_box_of_one_class_agrees_with_a_sheet_of_paper()
    {
        // Logit ln 3: p = 0.75. Shown: p_t = 0.75, 0.25 x 0.25^2 x -ln 0.75 = 0.0044950. Not shown: p_t = 0.25,
        // 0.75 x 0.75^2 x -ln 0.25 = 0.5848429. The background's logit counts for nothing.
        Assert.Equal(0.0044950f, Classification([99, MathF.Log(3)], 2, new([_box], [1])), 1e-6f);
        Assert.Equal(0.5848429f, Classification([-99, MathF.Log(3)], 2, LossProblem.Nothing), 1e-6f);
    }

    [Fact]
    public void Each_class_is_a_question_of_its_own()
    {
        // Class 1 is shown at p = 0.5: 0.25 x 0.5^2 x ln 2 = 0.0433217; class 2 is not, at p = 0.75: 0.5848429 as above.
        Assert.Equal(0.0433217f + 0.5848429f, Classification([0, 0, MathF.Log(3)], 3, new([_box], [1])), 1e-6f);
    }

    [Fact]
    public void Without_focus_and_with_equal_weights_it_is_half_of_binary_cross_entropy()
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(2);
        var terms = new FocalLoss(new FocalLossOptions { Alpha = 0.5f, Gamma = 0 }, LossProblem.Context(3, LossProblem.Six)).Compute(predictions, LossProblem.TwoImages);

        // The objects match default boxes 0 and 3 best, and no other from IoU 0.5 on.
        Assert.Equal(2, terms.Positives);
        var answers = zeros(2, 6, 2);
        answers[0, 0, 0] = 1;
        answers[0, 3, 1] = 1;
        var expected = nn.functional.binary_cross_entropy_with_logits(predictions.Logits.narrow(2, 1, 2), answers, reduction: nn.Reduction.Sum) / 2 / 2;
        Assert.Equal(expected.item<float>(), terms.Classification.item<float>(), 1e-5f);
    }

    [Fact]
    public void Both_terms_are_divided_by_the_positives_of_the_batch()
    {
        using var scope = NewDisposeScope();
        var one = LossProblem.Predictions(1);
        var two = new HeadOutput(cat([one.Offsets, one.Offsets]), cat([one.Logits, one.Logits]));
        var loss = LossProblem.Create("focal", BoxLoss.SmoothL1);
        var truth = LossProblem.TwoImages[0];
        var (alone, together) = (loss.Compute(one, [truth]), loss.Compute(two, [truth, truth]));
        Assert.Equal(2 * alone.Positives, together.Positives);
        Assert.Equal(alone.Classification.item<float>(), together.Classification.item<float>(), 1e-5f);
        Assert.Equal(alone.Localization.item<float>(), together.Localization.item<float>(), 1e-5f);
    }

    [Theory]
    [InlineData(null, new[] { true, true, true })]
    [InlineData(0.4f, new[] { true, false, true })]
    [InlineData(0.2f, new[] { true, false, false })]
    public void What_overlaps_too_much_for_the_background_is_ignored(float? backgroundIou, bool[] counts)
    {
        using var scope = NewDisposeScope();
        // IoU with the object: 1, 0.45 and 0.3.
        var context = LossProblem.Context(2, new(0, 0, 1, 1), new(0, 0, 0.45f, 1), new(0, 0, 0.3f, 1));
        var logits = zeros(1, 3, 2, requires_grad: true);
        var loss = new FocalLoss(new FocalLossOptions { BackgroundIou = backgroundIou }, context);
        var terms = loss.Compute(new HeadOutput(zeros(1, 3, 4), logits), [new([new(0, 0, 1, 1)], [1])]);
        terms.Classification.backward();
        Assert.Equal(1, terms.Positives);
        Assert.Equal(counts, logits.grad!.select(2, 1).data<float>().Select(slope => slope != 0));
        Assert.All(logits.grad!.select(2, 0).data<float>().ToArray(), slope => Assert.Equal(0, slope));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void Gradients_of_the_scores_match_finite_differences(float gamma)
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(2, ScalarType.Float64);
        var loss = new FocalLoss(new FocalLossOptions { Gamma = gamma, BoxLoss = BoxLoss.Giou }, LossProblem.Context(3, LossProblem.Six));
        loss.Compute(predictions, LossProblem.TwoImages).Classification.backward();
        var slopes = LossProblem.Slopes(() => loss.Compute(predictions, LossProblem.TwoImages).Classification.item<double>(), predictions.Logits);
        Assert.Contains(slopes, slope => Math.Abs(slope) > 0.01);
        LossProblem.MustBeNear(slopes, predictions.Logits.grad!.data<double>());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void Certain_answers_right_or_wrong_give_finite_losses_and_gradients(float gamma)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 0, 1e4f, -1e4f, 0, 1e4f, 1e4f }, [1, 2, 3], requires_grad: true);
        var loss = new FocalLoss(new FocalLossOptions { Gamma = gamma }, LossProblem.Context(3, _box, new(0, 0, 0.1f, 0.1f)));
        var terms = loss.Compute(new HeadOutput(zeros(1, 2, 4), logits), [new([_box], [1])]);
        terms.Classification.backward();
        // The second default box is sure of both classes and wrong: 2 x 0.75 x 1e4. The first one is sure and right.
        Assert.Equal(15_000, terms.Classification.item<float>(), 0.1f);
        Assert.Equal([0, 0, 0, 0, 0.75f, 0.75f], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Unlike_the_multibox_loss_it_learns_from_images_without_objects()
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(2);
        var terms = LossProblem.Create("focal", BoxLoss.Ciou).Compute(predictions, [LossProblem.Nothing, LossProblem.Nothing]);
        (terms.Classification + terms.Localization).backward();
        Assert.Equal((0, 0f), (terms.Positives, terms.Localization.item<float>()));
        Assert.True((predictions.Logits.grad!.narrow(2, 1, 2) > 0).all().item<bool>());
        Assert.Equal(0, predictions.Offsets.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void A_background_that_begins_above_the_match_is_refused()
    {
        var options = new FocalLossOptions { MatchIou = 0.5f, BackgroundIou = 0.6f };
        var fault = Assert.Single(((System.ComponentModel.DataAnnotations.IValidatableObject)options).Validate(new(options)));
        Assert.Equal("more than matches. Expected at most match_iou 0.5, found '0.6'", fault.ErrorMessage);
    }

    private static float Classification(float[] logits, int classCount, GroundTruth truth)
    {
        using var scope = NewDisposeScope();
        var loss = new FocalLoss(new FocalLossOptions(), LossProblem.Context(classCount, _box));
        return loss.Compute(new HeadOutput(zeros(1, 1, 4), tensor(logits, [1, 1, classCount])), [truth]).Classification.item<float>();
    }
}
