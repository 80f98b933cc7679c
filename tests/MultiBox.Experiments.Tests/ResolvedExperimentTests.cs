using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

public sealed class ResolvedExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly PluginCatalogue _catalogue = PluginCatalogue.Load([Repository.TestPlugin("Backbone.Tiny"), Repository.TestPlugin("Faulty.Plugins")]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Faults_of_the_file_of_its_plugins_and_of_their_options_come_together()
    {
        _folder.Write("e.yml", TemporaryFolder.Minimal.Replace("{name: resnet18}", "{name: tiny, options: {widht: 3}}", StringComparison.Ordinal)
            + "\n  loss: {name: indirekt}\nseed: -1");
        var message = Assert.Throws<MultiBoxException>(() => ResolvedExperiment.Load(_folder.Path, "e.yml", null, _catalogue)).Message;
        Assert.Contains("e.yml:7:36 model.backbone.options.widht: unknown key. Expected one of activation, width, found 'widht'. Did you mean 'width'?", message, StringComparison.Ordinal);
        Assert.Contains("e.yml:9:16 model.loss.name: no loss 'indirekt'.\n  Found: indirect, needs-library, odd-options, throws. Did you mean 'indirect'?", message, StringComparison.Ordinal);
        Assert.Contains("e.yml:10:7 seed: out of range. Expected a whole number of at least 0, found '-1'.", message, StringComparison.Ordinal);
        // The head is the default one: nobody wrote its name.
        Assert.Contains("model.head.name: no head 'multibox'.\n  Found: unmade.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_does_not_load_is_a_fault_where_it_is_named()
    {
        _folder.Write("e.yml", TemporaryFolder.Minimal + "\n  loss: {name: throws}");
        var message = Assert.Throws<MultiBoxException>(() => ResolvedExperiment.Load(_folder.Path, "e.yml", null, _catalogue)).Message;
        Assert.Contains("e.yml:9:16 model.loss.name: ", message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: no licence found", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resolved_experiment_holds_every_option_of_its_plugins()
    {
        _folder.Write("experiments/mine.yml", TemporaryFolder.Minimal.Replace("resnet18", "tiny, options: {width: 8}", StringComparison.Ordinal)
            + "\n  head: {name: unmade}\n  loss: {name: indirect}");
        var resolved = ResolvedExperiment.Load(_folder.Path, "mine", ["train.epochs=2"], _catalogue);
        Assert.Equal(("mine", 2), (resolved.Name, resolved.Experiment.Train.Epochs));
        Assert.Equal("width: 8\nactivation: relu\n", resolved.Experiment.Model.Backbone.Options.ToString());
        Assert.Equal("TinyOptions { Width = 8, Activation = relu }", resolved.Backbone.Options.ToString());
        Assert.Equal("unmade", resolved.Head.Info.Name);
        Assert.IsType<NoOptions>(resolved.Loss.Options);
        Assert.Contains("  options:\n    width: 8\n    activation: relu\n", resolved.Experiment.CanonicalText(ExperimentSection.Model), StringComparison.Ordinal);

        _folder.Write("artifacts/experiment.resolved.yml", ExperimentYaml.Write(resolved.Experiment));
        var again = ResolvedExperiment.Load(_folder.Path, "artifacts/experiment.resolved.yml", null, _catalogue);
        Assert.Equal(resolved.Experiment, again.Experiment);
        Assert.Equal(resolved.Backbone.Options, again.Backbone.Options);
    }
}
