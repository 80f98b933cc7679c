using NJsonSchema;

namespace MultiBox.Experiments.Tests;

public sealed class ShippedExperimentTests
{
    public static TheoryData<string> Names => [.. ExperimentFiles.List(Repository.Root).Select(file => Path.GetFileNameWithoutExtension(file))];

    private static string SchemaFile => Path.Combine(Repository.Root, "experiments", "schema.json");

    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromJsonAsync(ExperimentSchema.Generate()).GetAwaiter().GetResult());

    [Fact]
    public void The_experiments_of_the_guide_are_there() => Assert.Equal(
        [
            "bccd", "bccd-resnet18-300", "coco-resnet50-512", "densenet121-512", "inceptionv3-512", "mobilenet-512", "mobilenet-608",
            "mobilenet-ssd-300", "quickstart", "resnet101-512", "resnet101-v2-512", "resnet50-300", "resnet50-512", "resnet50-512-focal",
            "resnet50-v2-512", "ssd300-vgg16", "ssd300-vgg16-coco", "ssdlite320-mobilenet-v2", "ssdlite320-mobilenet-v3", "ssdlite320-mobilenet-v3-coco",
            "vgg16-300", "vgg16-300-caffe", "vgg16-512", "vgg16-512-caffe", "vgg16-512-legacy",
        ],
        ExperimentFiles.List(Repository.Root).Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_reads_without_fault_or_warning(string name)
    {
        var experiment = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, name));
        // torchvision's published numbers on COCO are of 200 and 300 detections of an image.
        var asPublished = experiment.Warnings().Where(warning => name.EndsWith("-coco", StringComparison.Ordinal) && warning.StartsWith("evaluate.max_detections", StringComparison.Ordinal));
        Assert.Empty(experiment.Warnings().Except(asPublished));
        Assert.False(string.IsNullOrEmpty(experiment.Description));
    }

    [Fact]
    public void The_experiment_on_COCO_has_its_eighty_classes_and_counts_every_image()
    {
        var experiment = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, "coco-resnet50-512"));
        Assert.Equal(80, experiment.Dataset.Classes.Count);
        Assert.Equal(("person", "traffic light", "toothbrush"), (experiment.Dataset.Classes[0], experiment.Dataset.Classes[9], experiment.Dataset.Classes[79]));
        Assert.True(experiment.Dataset.KeepEmpty);
        Assert.Equal((AveragePrecisionMetric.Coco, 100, DataSplit.Test), (experiment.Evaluate.Metric, experiment.Evaluate.MaxDetections, experiment.Evaluate.Split));

        // Its own scales replace those of the experiment that it extends.
        Assert.Null(experiment.Model.DefaultBoxes.MinScale);
        Assert.Equal([0.1, 0.26, 0.42, 0.58, 0.74, 0.9, 1.06], experiment.Model.DefaultBoxes.Scales!);
        Assert.Equal(DataFormat.Coco, Assert.Single(experiment.Dataset.Sources).Format);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_names_the_schema_in_its_first_line(string name) => Assert.Equal(
        "# yaml-language-server: $schema=schema.json", File.ReadLines(ExperimentFiles.Find(Repository.Root, name)).First());

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_fits_the_schema(string name) =>
        Assert.Empty(SchemaFaults(File.ReadAllText(ExperimentFiles.Find(Repository.Root, name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_resolved_experiment_reads_back_equal_and_fits_the_schema(string name)
    {
        var experiment = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, name));
        using var folder = new TemporaryFolder();
        var text = ExperimentYaml.Write(experiment);
        var again = ExperimentFiles.Read(Repository.Root, folder.Write("experiment.resolved.yml", text));
        Assert.Equal(experiment, again);
        Assert.Equal(text, ExperimentYaml.Write(again));
        Assert.Equal("", string.Join("\n", SchemaFaults(text)));
    }

    [Fact]
    public void The_schema_file_is_the_generated_one()
    {
        var generated = ExperimentSchema.Generate();
        if (Environment.GetEnvironmentVariable("MULTIBOX_UPDATE_SCHEMA") == "1") File.WriteAllText(SchemaFile, generated);
        Assert.True(File.ReadAllText(SchemaFile) == generated, "experiments/schema.json is old: run these tests with MULTIBOX_UPDATE_SCHEMA=1.");
    }

    [Theory]
    [InlineData("train: {epoch: 3}")]
    [InlineData("train: {epochs: 0}")]
    [InlineData("train: {optimizer: {name: sgdd}}")]
    [InlineData("train: {batch_norm: frozen}")]
    [InlineData("train: {batch_norm: {modus: freeze}}")]
    [InlineData("train: {learning_rate: {factors: [{pattern: x}]}}")]
    [InlineData("model: {backbone: {}}")]
    [InlineData("seed: many")]
    public void The_schema_refuses_what_the_binder_refuses(string further)
    {
        using var folder = new TemporaryFolder();
        var text = TemporaryFolder.Minimal + "\n" + further + "\n";
        if (further.StartsWith("model", StringComparison.Ordinal)) text = text.Replace("backbone: {name: resnet18}", "backbone: {}", StringComparison.Ordinal).Replace("\n" + further, "", StringComparison.Ordinal);
        folder.FaultOfText(text);
        Assert.NotEmpty(SchemaFaults(text));
    }

    [Fact]
    public void A_file_that_extends_another_may_leave_out_what_is_required()
    {
        Assert.Empty(SchemaFaults("extends: a.yml\n"));
        Assert.NotEmpty(SchemaFaults("seed: 1\n"));
    }

    [Fact]
    public void Resnet50_512_has_the_settings_of_the_reference()
    {
        var experiment = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, "resnet50-512"));
        Assert.Equal(20, experiment.Dataset.Classes.Count);
        Assert.Equal((32, 240, 0.004), (experiment.Train.BatchSize, experiment.Train.Epochs, experiment.Train.LearningRate.Base));
        Assert.Equal([80, 160], experiment.Train.LearningRate.Steps);
        // Boxes of a cell: two sizes at ratio 1 and one for each further ratio.
        Assert.Equal([4, 6, 6, 6, 4, 4], experiment.Model.DefaultBoxes.AspectRatios.Select(ratios => ratios.Count + 1));
        Assert.Equal([512, 256, 256, 128], experiment.Model.ExtraLayers.Select(layer => layer.Channels));
    }

    [Fact]
    public void Resnet101_512_differs_from_resnet50_512_only_in_the_backbone()
    {
        var small = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, "resnet50-512"));
        var large = ExperimentFiles.Read(Repository.Root, ExperimentFiles.Find(Repository.Root, "resnet101-512"));
        Assert.Equal("resnet101", large.Model.Backbone.Name.Value);
        Assert.Equal(small, large with { Description = small.Description, Model = large.Model with { Backbone = small.Model.Backbone } });
        Assert.Equal(small.Model.Backbone.Options, large.Model.Backbone.Options);
    }

    private static List<string> SchemaFaults(string yaml)
    {
        var faults = new List<Fault>();
        var json = NodeJson.Convert(YamlReader.Read(yaml, "e.yml", faults)!);
        Assert.Empty(faults);
        return [.. Schema.Value.Validate(json!.ToJsonString()).Select(fault => $"{fault}")];
    }
}
