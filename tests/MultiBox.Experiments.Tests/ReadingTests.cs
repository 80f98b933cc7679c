using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

public sealed class ReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_that_are_not_given_have_the_settings_of_the_reference()
    {
        var experiment = _folder.Read();
        Assert.Equal((1, 32, 240, 20), (experiment.Seed, experiment.Train.BatchSize, experiment.Train.Epochs, experiment.Train.LogEvery));
        Assert.Equal((0.004, 0.1), (experiment.Train.LearningRate.Base, experiment.Train.LearningRate.Factor));
        Assert.Equal((0.9, 0.0005), (experiment.Train.Optimizer.Momentum, experiment.Train.Optimizer.WeightDecay));
        Assert.Equal([0.1, 0.3, 0.5, 0.7, 0.9], experiment.Train.Augmentation.Crop.MinOverlaps);
        Assert.Equal((36, 0.5, 32, 0.5), (experiment.Train.Augmentation.Color.Hue, experiment.Train.Augmentation.Color.Saturation,
            experiment.Train.Augmentation.Color.Brightness, experiment.Train.Augmentation.Color.Contrast));
        Assert.Equal((AveragePrecisionMetric.Voc07, 0.5, 0.45, 400), (experiment.Evaluate.Metric, experiment.Evaluate.Iou,
            experiment.Evaluate.NmsThreshold, experiment.Evaluate.TopK));
        Assert.Equal((0.5, true), (experiment.Demo.NmsThreshold, experiment.Demo.ForceSuppress));
        Assert.Equal([0.1, 0.1, 0.2, 0.2], experiment.Model.Variances);
        Assert.Equal("multibox", experiment.Model.Head.Name.Value);
        Assert.Equal(BadDataPolicy.Drop, experiment.Dataset.OnBadData);
    }

    [Fact]
    public void A_value_of_each_shape_is_read()
    {
        var experiment = _folder.Read("""
            seed: 0x10
            train:
              optimizer: {name: rmsprop, betas: [.8, 9e-1]}
              learning_rate: {schedule: cosine, base: 1.5e-3}
              clip_gradient_norm: 10
              freeze: ^stem\.
            evaluate: {box_convention: continuous, decoder: best_class, use_difficult: true}
            """);
        Assert.Equal(16, experiment.Seed);
        Assert.Equal(OptimizerName.Rmsprop, experiment.Train.Optimizer.Name);
        Assert.Equal([0.8, 0.9], experiment.Train.Optimizer.Betas);
        Assert.Equal((LearningRateSchedule.Cosine, 0.0015), (experiment.Train.LearningRate.Schedule, experiment.Train.LearningRate.Base));
        Assert.Equal(10, experiment.Train.ClipGradientNorm);
        Assert.Equal([@"^stem\."], experiment.Train.Freeze);
        Assert.Equal((BoxConvention.Continuous, DecoderName.BestClass, true), (experiment.Evaluate.BoxConvention, experiment.Evaluate.Decoder, experiment.Evaluate.UseDifficult));
    }

    [Theory]
    [InlineData("train: {batch_norm: freeze_statistics}")]
    [InlineData("train: {batch_norm: {mode: freeze_statistics}}")]
    [InlineData("train: {batch_norm: {mode: freeze_statistics, layers: []}}")]
    public void A_text_may_stand_for_a_map_with_one_key(string yaml)
    {
        var experiment = _folder.Read(yaml);
        Assert.Equal(new BatchNormOptions { Mode = BatchNormMode.FreezeStatistics }, experiment.Train.BatchNorm);
        Assert.Equal(experiment, _folder.ReadText(ExperimentYaml.Write(experiment)));
        Assert.Equal(experiment, _folder.Read("", "train.batch_norm=freeze_statistics"));
    }

    [Fact]
    public void Rates_of_their_own_are_read_in_their_order()
    {
        var rate = _folder.Read(@"train: {learning_rate: {factors: [{pattern: ^backbone\.stem, factor: 0.01}, {pattern: ^backbone, factor: .1}]}}").Train.LearningRate;
        Assert.Equal([new RateFactor { Pattern = @"^backbone\.stem", Factor = 0.01 }, new RateFactor { Pattern = "^backbone", Factor = 0.1 }], rate.Factors);
    }

    [Fact]
    public void A_plugin_with_a_default_name_may_be_given_only_options()
    {
        var text = TemporaryFolder.Minimal + "\n  loss: {options: {rule: mxnet}}";
        var loss = _folder.ReadText(text).Model.Loss;
        Assert.Equal("multibox", loss.Name.Value);
        Assert.Equal("rule: mxnet\n", loss.Options.ToString());
    }

    [Fact]
    public void Text_that_looks_like_a_number_or_a_yaml_1_1_boolean_stays_text()
    {
        var text = TemporaryFolder.Minimal.Replace("[cat, dog]", "[no, 7, on]", StringComparison.Ordinal)
            .Replace("{name: resnet18}", "{name: resnet18, version: 1.20}", StringComparison.Ordinal);
        var experiment = _folder.ReadText(text);
        Assert.Equal(["no", "7", "on"], experiment.Dataset.Classes);
        Assert.Equal("1.20", experiment.Model.Backbone.Version);
    }

    [Fact]
    public void One_list_of_ratios_serves_all_maps()
    {
        var text = TemporaryFolder.Minimal.Replace("[[1, 2, 0.5]]", "[1, 2, 0.5]", StringComparison.Ordinal);
        Assert.Equal([[1, 2, 0.5]], _folder.ReadText(text).Model.DefaultBoxes.AspectRatios);
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_expanded()
    {
        var experiment = _folder.Read("""
            train:
              augmentation:
                color: &mild {hue: 5, saturation: 0.6}
            evaluate: {score_threshold: &half 0.5}
            demo: {threshold: *half}
            """);
        Assert.Equal(0.5, experiment.Demo.Threshold);
        var merged = _folder.ReadText("""
            dataset:
              classes: [cat]
              sources:
                - &first {name: a, format: voc, train: t, test: t}
                - {<<: *first, name: b}
            model: {input_size: 64, backbone: {name: x}, default_boxes: {min_scale: .1, max_scale: .2, aspect_ratios: [1]}}
            """);
        Assert.Equal(merged.Dataset.Sources[0], merged.Dataset.Sources[1] with { Name = "a" });
    }

    [Fact]
    public void Two_experiments_with_the_same_values_are_equal_wherever_they_were_written()
    {
        var first = _folder.Read("train: {epochs: 3}");
        var second = _folder.Read("\n\n# Later in the file.\ntrain:\n  epochs: 3");
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, first with { Seed = 2 });
    }

    [Fact]
    public void The_canonical_text_of_a_section_changes_only_with_that_section()
    {
        var first = _folder.Read();
        var second = _folder.Read("demo: {count: 1}");
        foreach (var section in Enum.GetValues<ExperimentSection>())
        {
            Assert.Equal(section != ExperimentSection.Demo, first.CanonicalText(section) == second.CanonicalText(section));
        }

        Assert.Equal("1\n", first.CanonicalText(ExperimentSection.Seed));
        Assert.Equal(
            "images: []\ncount: 6\nthreshold: 0.5\nnms_threshold: 0.5\nforce_suppress: true\nprecision: fp32\n", first.CanonicalText(ExperimentSection.Demo));
    }

    [Fact]
    public void Text_that_needs_quotes_survives_the_way_through_a_resolved_file()
    {
        var nasty = new[] { "null", "true", "1.5", "a: b", "# no comment", "\"quoted\" \\ 'q'", "tab\tline\nend", "-", "[x]", "naïve 猫", ".5", "*x", " led" };
        var experiment = _folder.Read();
        experiment = experiment with { Model = experiment.Model with { PredictFrom = [.. nasty] }, Description = "yes" };
        var again = _folder.ReadText(ExperimentYaml.Write(experiment));
        Assert.Equal(nasty, again.Model.PredictFrom!);
        Assert.Equal(experiment, again);
    }

    [Fact]
    public void Pictures_beside_the_file_are_kept_relative_to_the_repository()
    {
        _folder.Write("experiments/pictures/cat.jpg", "");
        var file = _folder.Write("experiments/e.yml", TemporaryFolder.Minimal + "\ndemo: {images: [pictures/cat.jpg, images/dog.jpg, /abs/x.jpg]}");
        var experiment = ExperimentFiles.Read(_folder.Path, file);
        Assert.Equal(["experiments/pictures/cat.jpg", "images/dog.jpg", "/abs/x.jpg"], experiment.Demo.Images);
    }

    [Fact]
    public void More_detections_than_COCO_allows_are_a_warning()
    {
        Assert.Equal(
            ["evaluate.max_detections: 200 detections of an image are more than the 100 of most published COCO numbers."],
            _folder.Read("evaluate: {metric: coco}").Warnings());

        // What is given with its default value is no fault.
        var experiment = _folder.Read("evaluate: {metric: coco, max_detections: 100, iou: 0.5, box_convention: devkit, use_difficult: true}");
        Assert.Empty(experiment.Warnings());
        Assert.Equal(AveragePrecisionMetric.Coco, experiment.Evaluate.Metric);
    }

    [Fact]
    public void Steps_that_are_never_reached_are_a_warning()
    {
        var experiment = _folder.Read("train: {epochs: 100}");
        Assert.Equal(["train.learning_rate.steps: epoch 160 is never reached in 100 epochs."], experiment.Warnings());
        Assert.Empty(_folder.Read().Warnings());
    }

    [Fact]
    public void An_experiment_is_found_by_its_name_or_its_path()
    {
        var file = _folder.Write("experiments/my-test.yml", TemporaryFolder.Minimal);
        Assert.Equal(file, ExperimentFiles.Find(_folder.Path, "my-test"));
        Assert.Equal(file, ExperimentFiles.Find(_folder.Path, file));
        Assert.Equal(file, ExperimentFiles.Find(_folder.Path, "experiments/my-test.yml"));
        Assert.Equal(file, ExperimentFiles.Find(_folder.Path, "my-test.yml"));
    }

    [Fact]
    public void An_unknown_experiment_is_answered_with_those_there_are()
    {
        _folder.Write("experiments/quickstart.yml", "");
        _folder.Write("experiments/bccd.yml", "");
        Assert.Equal(
            "No experiment 'quikstart'. Did you mean 'quickstart'?\n  Found in experiments/: bccd, quickstart.",
            Assert.Throws<MultiBoxException>(() => ExperimentFiles.Find(_folder.Path, "quikstart")).Message);
        Assert.Equal(
            "No file 'x/bcd.yml'. Did you mean 'bccd'?\n  Found in experiments/: bccd, quickstart.",
            Assert.Throws<MultiBoxException>(() => ExperimentFiles.Find(_folder.Path, "x/bcd.yml")).Message);
    }
}
