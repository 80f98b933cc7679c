using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

public sealed class ExtendsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Maps_are_merged_deeply_and_lists_and_scalars_are_replaced()
    {
        _folder.Write("base/a.yml", TemporaryFolder.Minimal + "\ntrain: {epochs: 9, workers: 3, optimizer: {momentum: 0.5}, learning_rate: {steps: [1, 2]}}");
        var experiment = _folder.ReadText("""
            extends: base/a.yml
            train: {epochs: 7, optimizer: {weight_decay: 0}, learning_rate: {steps: [4]}}
            """);
        Assert.Equal((7, 3), (experiment.Train.Epochs, experiment.Train.Workers));
        Assert.Equal((0.5, 0), (experiment.Train.Optimizer.Momentum, experiment.Train.Optimizer.WeightDecay));
        Assert.Equal([4], experiment.Train.LearningRate.Steps);
    }

    [Theory]
    [InlineData("resnet18", "width: 8\n")]
    [InlineData("other", "{}\n")]
    public void Options_stay_with_the_plugin_that_they_were_written_for(string name, string options)
    {
        _folder.Write("a.yml", TemporaryFolder.Minimal.Replace("backbone: {name: resnet18}", "backbone: {name: resnet18, options: {width: 8}}", StringComparison.Ordinal));
        var experiment = _folder.ReadText($"extends: a.yml\nmodel: {{backbone: {{name: {name}}}}}");
        Assert.Equal(options, experiment.Model.Backbone.Options.ToString());
    }

    [Fact]
    public void Null_takes_a_value_back()
    {
        _folder.Write("a.yml", TemporaryFolder.Minimal + "\ntrain: {clip_gradient_norm: 5}");
        Assert.Null(_folder.ReadText("extends: a.yml\ntrain: {clip_gradient_norm: null}").Train.ClipGradientNorm);
    }

    [Fact]
    public void A_fault_names_the_file_that_holds_it()
    {
        _folder.Write("a.yml", TemporaryFolder.Minimal + "\ntrain: {epochs: -1}");
        Assert.Equal(
            "a.yml:9:17 train.epochs: out of range. Expected a whole number from 1 to 1000000, found '-1'.\n"
            + "e.yml:2:9 train.worker: unknown key. Expected one of accumulate_steps, augmentation, batch_norm, batch_size, cache_mb, channels_last, checkpoint_every, "
            + "clip_gradient_norm, ema, epochs, freeze, gradient_checkpointing, init_from, learning_rate, log_every, optimizer, precision, pretrained, tf32, validate_every, workers, found 'worker'. "
            + "Did you mean 'workers'?",
            _folder.FaultOfText("extends: a.yml\ntrain: {worker: 1}"));
    }

    [Fact]
    public void A_missing_file_is_answered_with_the_nearest_name()
    {
        _folder.Write("base.yml", TemporaryFolder.Minimal);
        Assert.Equal(
            "e.yml:1:10 extends: no file 'bsae.yml'. Did you mean 'base.yml'?", _folder.FaultOfText("extends: bsae.yml"));
    }

    [Fact]
    public void A_cycle_is_shown_as_its_files()
    {
        _folder.Write("a.yml", "extends: b.yml");
        _folder.Write("b.yml", "extends: e.yml");
        Assert.Equal(
            "b.yml:1:10 extends: extends itself: e.yml -> a.yml -> b.yml -> e.yml.", _folder.FaultOfText("extends: a.yml"));
    }

    [Theory]
    [InlineData("extends: [a.yml]", "e.yml:1:10 extends: not a file. Expected the path of a .yml file, found a list.")]
    [InlineData("extends:", "e.yml:1:9 extends: not a file. Expected the path of a .yml file, found nothing.")]
    public void Extends_takes_one_path(string text, string message) =>
        Assert.Equal(message, _folder.FaultOfText(text + "\n" + TemporaryFolder.Minimal));

    [Fact]
    public void A_resolved_experiment_extends_nothing()
    {
        _folder.Write("a.yml", TemporaryFolder.Minimal);
        Assert.DoesNotContain("extends", ExperimentYaml.Write(_folder.ReadText("extends: a.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_experiment_is_a_fault() => Assert.Equal(
        "no file 'none.yml'.", Assert.Throws<MultiBoxException>(() => ExperimentFiles.Read(_folder.Path, "none.yml")).Message);
}
