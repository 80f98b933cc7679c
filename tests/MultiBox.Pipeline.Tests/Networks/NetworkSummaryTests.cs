using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Networks;
using TorchSharp;

namespace MultiBox.Pipeline.Tests.Networks;

public sealed class NetworkSummaryTests
{
    [Fact]
    public void The_default_boxes_are_those_of_the_model()
    {
        var summary = Summaries.Of("ssdlite320-mobilenet-v3");
        using var model = SsdModel.Build(ModelSetup.Spec(Summaries.Resolved("ssdlite320-mobilenet-v3")));
        Assert.Equal(model.DefaultBoxes.Count, summary.DefaultBoxes);
        Assert.Equal(model.DefaultBoxes.PerLayer, summary.Maps.Select(map => map.Boxes));
        Assert.All(summary.Maps, map => Assert.Equal(map.Boxes, map.Height * map.Width * map.BoxesPerCell));
        Assert.All(summary.Maps, map => Assert.Equal(map.BoxesPerCell, map.Shapes.Count));
        Assert.Equal(model.Network.parameters().Sum(parameter => parameter.numel()), summary.Profile.Parameters);
        Assert.Equal(21, summary.ClassCount);
    }

    [Fact]
    public void The_shapes_of_default_boxes_are_those_of_the_rule()
    {
        // Scale 0.15 of 128 pixels, sqrt(0.15 x 0.25), and ratio 2 either way: 19.2 x sqrt(2) = 27.15.
        var map = Summaries.Of("quickstart").Maps[0];
        Assert.Equal(("stage2", 64, 16, 16, 8, 4, 1024), (map.Name, map.Channels, map.Height, map.Width, map.Stride, map.BoxesPerCell, map.Boxes));
        Assert.Equal([(19.2, 19.2), (24.79, 24.79), (27.15, 13.58), (13.58, 27.15)], map.Shapes.Select(shape => (shape.Width, shape.Height)));
    }

    [Fact]
    public void Boxes_that_are_cut_at_the_border_do_not_hide_the_whole_ones()
    {
        // The last map has a single cell, whose wide box is cut to the input's 320 pixels by the rule itself.
        var last = Summaries.Of("ssdlite320-mobilenet-v3").Maps[^1];
        Assert.Equal(6, last.Shapes.Count);
        Assert.Equal((304.0, 304.0), (last.Shapes[0].Width, last.Shapes[0].Height));
        Assert.Equal(320.0, last.Shapes[2].Width);
    }

    [Fact]
    public void Frozen_parameters_are_not_trained()
    {
        var resolved = Summaries.Resolved("quickstart");
        var frozen = resolved with { Experiment = resolved.Experiment with { Train = resolved.Experiment.Train with { Freeze = [@"^backbone\.stem\."] } } };
        var (summary, whole) = (NetworkSummary.Of(frozen), Summaries.Of("quickstart"));
        // Its convolution and batch norm.
        Assert.Equal(whole.Profile.TrainableParameters - 432 - 32, summary.Profile.TrainableParameters);
        Assert.Equal(whole.Profile.Parameters, summary.Profile.Parameters);
        Assert.True(summary.Memory.BytesPerImage < whole.Memory.BytesPerImage);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var resolved = Summaries.Resolved("quickstart");
        NetworkSummary.Of(resolved);
        var live = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        NetworkSummary.Of(resolved);
        Assert.Equal(live, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
