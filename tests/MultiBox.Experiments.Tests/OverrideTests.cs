namespace MultiBox.Experiments.Tests;

public sealed class OverrideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_are_read_as_yaml_and_take_the_place_of_what_stood_there()
    {
        var experiment = _folder.Read(
            "train: {epochs: 5}",
            "train.epochs=7", "train.learning_rate.steps=[3, 4]", "description=a = b", "dataset.sources.0.train=train",
            "model.backbone={name: compact}", "seed=1", "seed=2");
        Assert.Equal(7, experiment.Train.Epochs);
        Assert.Equal([3, 4], experiment.Train.LearningRate.Steps);
        Assert.Equal("a = b", experiment.Description);
        Assert.Equal(["train"], experiment.Dataset.Sources[0].Train);
        Assert.Equal("compact", experiment.Model.Backbone.Name.Value);
        Assert.Equal(2, experiment.Seed);
    }

    [Fact]
    public void An_empty_value_is_null() => Assert.Null(_folder.Read("description: x", "description=").Description);

    [Fact]
    public void An_item_of_a_list_of_lists_can_be_set() =>
        Assert.Equal([[1, 3, 0.5]], _folder.Read("", "model.default_boxes.aspect_ratios.0.1=3").Model.DefaultBoxes.AspectRatios);

    [Fact]
    public void A_plugins_options_can_be_set()
    {
        var options = _folder.Read("", "model.backbone.options.width=8").Model.Backbone.Options;
        Assert.Equal("width: 8\n", options.ToString());
    }

    [Theory]
    [InlineData("train.epochs", "--set train.epochs: not an override. Expected key.path=value, e.g. train.epochs=10, found 'train.epochs'.")]
    [InlineData("=3", "--set : not an override. Expected key.path=value, e.g. train.epochs=10, found '=3'.")]
    [InlineData("train..epochs=3", "--set train..epochs: not an override. Expected key.path=value, e.g. train.epochs=10, found 'train..epochs=3'.")]
    [InlineData("train.epochs=0", "--set train.epochs: out of range. Expected a whole number from 1 to 1000000, found '0'.")]
    [InlineData("train.epochz=1", "--set train.epochz: unknown key. Expected one of accumulate_steps, augmentation, batch_norm, batch_size, cache_mb, channels_last, checkpoint_every, "
        + "clip_gradient_norm, ema, epochs, freeze, gradient_checkpointing, init_from, learning_rate, log_every, optimizer, precision, pretrained, tf32, validate_every, workers, found 'epochz'. Did you mean 'epochs'?")]
    [InlineData("seed.x=1", "--set seed.x: 'seed' has no keys. Expected a key without what follows it, found 'x'.")]
    [InlineData("dataset.classes.2=bird", "--set dataset.classes.2: 'dataset.classes' is a list of 2 items. Expected an index of 0..1, found '2'.")]
    [InlineData("dataset.classes.-1=bird", "--set dataset.classes.-1: 'dataset.classes' is a list of 2 items. Expected an index of 0..1, found '-1'.")]
    [InlineData("seed=[1", "--set seed: not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'.")]
    [InlineData("extends=a.yml", "--set extends: 'extends' can be given only in a file.")]
    [InlineData("train.optimizer={name: x}", "--set train.optimizer train.optimizer.name: unknown value. Expected one of sgd, adam, adamw, rmsprop, adadelta, found 'x'.")]
    public void A_faulty_override_is_named(string text, string message) => Assert.Equal(message, _folder.Fault("seed: 1", text));
}
