namespace MultiBox.Experiments.Tests;

/// <summary>The exact words of each fault.</summary>
public sealed class FaultTests : IDisposable
{
    // The minimal experiment has 8 lines; what tests add begins in line 9.
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train: {epochz: 3}", "e.yml:9:9 train.epochz: unknown key. Expected one of accumulate_steps, augmentation, batch_norm, batch_size, cache_mb, channels_last, "
        + "checkpoint_every, clip_gradient_norm, ema, epochs, freeze, gradient_checkpointing, init_from, learning_rate, log_every, optimizer, precision, pretrained, tf32, validate_every, workers, "
        + "found 'epochz'. Did you mean 'epochs'?")]
    [InlineData("train: {epochs: many}", "e.yml:9:17 train.epochs: not a whole number. Expected a whole number from 1 to 1000000, found 'many'.")]
    [InlineData("train: {epochs: 2.5}", "e.yml:9:17 train.epochs: not a whole number. Expected a whole number from 1 to 1000000, found '2.5'.")]
    [InlineData("train: {epochs: '3'}", "e.yml:9:17 train.epochs: not a whole number. Expected a whole number from 1 to 1000000, found '3'.")]
    [InlineData("train: {epochs: 0}", "e.yml:9:17 train.epochs: out of range. Expected a whole number from 1 to 1000000, found '0'.")]
    [InlineData("train: {epochs: }", "e.yml:9:17 train.epochs: has no value. Expected a whole number from 1 to 1000000, found nothing.")]
    [InlineData("train: {log_every: 0}", "e.yml:9:20 train.log_every: out of range. Expected a whole number of at least 1, found '0'.")]
    [InlineData("train: {log_every: 99999999999}", "e.yml:9:20 train.log_every: out of range. Expected a whole number of at least 1, found '99999999999'.")]
    [InlineData("train: {clip_gradient_norm: 0}", "e.yml:9:29 train.clip_gradient_norm: out of range. Expected a number greater than 0, found '0'.")]
    [InlineData("train: {clip_gradient_norm: .inf}", "e.yml:9:29 train.clip_gradient_norm: not a number. Expected a number greater than 0, found '.inf'.")]
    [InlineData("train: {optimizer: {name: adma}}", "e.yml:9:27 train.optimizer.name: unknown value. "
        + "Expected one of sgd, adam, adamw, rmsprop, adadelta, found 'adma'. Did you mean 'adam'?")]
    [InlineData("train: {optimizer: sgd}", "e.yml:9:20 train.optimizer: not a map. Expected a map, found 'sgd'.")]
    [InlineData("train: {optimizer: {betas: [0.9]}}", "e.yml:9:28 train.optimizer.betas: wrong number of items. Expected a list of 2 numbers, found 1.")]
    [InlineData("train: {optimizer: {betas: 0.9}}", "e.yml:9:28 train.optimizer.betas: not a list. Expected a list of 2 numbers, found '0.9'.")]
    [InlineData("train: {optimizer: {betas: [0.9, 1]}}", "e.yml:9:34 train.optimizer.betas.1: out of range. "
        + "Expected a number of at least 0 and less than 1, found '1'.")]
    [InlineData("train: {optimizer: {name: adam, nesterov: true}}", "e.yml:9:43 train.optimizer.nesterov: needs optimiser sgd with a momentum above 0.")]
    [InlineData("train: {channels_last: yes}", "e.yml:9:24 train.channels_last: not true or false. Expected true or false, found 'yes'.")]
    [InlineData("train: {channels_last: [true]}", "e.yml:9:24 train.channels_last: not true or false. Expected true or false, found a list.")]
    [InlineData("train: {learning_rate: {steps: [80, 80]}}", "e.yml:9:37 train.learning_rate.steps.1: not ascending. Expected more than 80, found '80'.")]
    [InlineData("train: {augmentation: {crop: {min_scale: 0.6, max_scale: 0.5}}}", "e.yml:9:42 train.augmentation.crop.min_scale: more than max_scale. "
        + "Expected at most 0.5, found '0.6'.")]
    [InlineData("train: {learning_rate: {factors: {pattern: x}}}", "e.yml:9:34 train.learning_rate.factors: not a list. Expected a list of maps, found a map.")]
    [InlineData("train: {learning_rate: {factors: [{pattern: x}]}}", "e.yml:9:35 train.learning_rate.factors.0.factor: missing. Expected a number from 0 to 100.")]
    [InlineData("train: {learning_rate: {factors: [{pattern: x, factor: 101}]}}", "e.yml:9:56 train.learning_rate.factors.0.factor: out of range. "
        + "Expected a number from 0 to 100, found '101'.")]
    [InlineData("train: {learning_rate: {factors: [{pattern: x, factor: 0}]}}", "e.yml:9:56 train.learning_rate.factors.0.factor: a factor of 0 trains nothing. "
        + "Expected more; what should stay as it is belongs in train.freeze.")]
    [InlineData("train: {batch_norm: frozen}", "e.yml:9:21 train.batch_norm.mode: unknown value. Expected one of train, freeze_statistics, freeze, found 'frozen'.")]
    [InlineData("train: {batch_norm: [freeze]}", "e.yml:9:21 train.batch_norm: not text or a map. Expected text or a map, found a list.")]
    [InlineData("train: {batch_norm: {layers: ^backbone}}", "e.yml:9:30 train.batch_norm.layers: does not go with mode 'train', which is that of every layer. "
        + "Expected mode freeze_statistics or freeze.")]
    [InlineData("description: true", "e.yml:9:14 description: a boolean where text is meant. Expected text, found 'true'. Put it in quotes if it is text.")]
    [InlineData("description: ' '", "e.yml:9:14 description: empty text. Expected text, found ' '.")]
    [InlineData("demo: {images: [a.jpg, b.jpg, a.jpg]}", "e.yml:9:31 demo.images.2: the same as item 0. Expected each item once, found 'a.jpg'.")]
    [InlineData("evaluate: {split: val}", "e.yml:9:19 evaluate.split: no source has a 'val' split. Expected image sets under 'dataset.sources.<n>.val'.")]
    [InlineData("evaluate: {decoder: best_class, top_k: 10}", "e.yml:9:11 evaluate.max_detections: more than can pass. Expected at most top_k 10, found '200'.")]
    [InlineData("evaluate: {metric: coco, iou: 0.75}", "e.yml:9:31 evaluate.iou: goes only with metric 'voc07' or 'voc': 'coco' averages over IoU 0.50 to 0.95.")]
    [InlineData("evaluate: {metric: coco, box_convention: continuous}", "e.yml:9:42 evaluate.box_convention: goes only with metric 'voc07' or 'voc': "
        + "'coco' always counts widths as x2 - x1.")]
    [InlineData("evaluate: {metric: mscoco}", "e.yml:9:20 evaluate.metric: unknown value. Expected one of voc07, voc, coco, found 'mscoco'. Did you mean 'coco'?")]
    [InlineData("seed: 1\nseed: 2", "e.yml:10:1 seed: given twice: first at e.yml:9:1. Expected each key once.")]
    [InlineData("seed: !!int 1", "e.yml:9:7: the tag 'tag:yaml.org,2002:int' is not supported. Expected a value without a tag.")]
    [InlineData("seed: *none", "e.yml:9:7: no anchor '&none' before this alias. Found '*none'.")]
    [InlineData("[a]: 2", "e.yml:9:1: a key must be a word. Expected a scalar, found a list.")]
    [InlineData("demo: {<<: 3}", "e.yml:9:12 <<: cannot be merged. Expected an alias of a map, or a list of them, found '3'.")]
    public void Each_fault_says_where_what_expected_and_found(string further, string message) => Assert.Equal(message, _folder.Fault(further).Split('\n')[0]);

    [Theory]
    [InlineData("[cat, dog]", "[]", "e.yml:2:12 dataset.classes: wrong number of items. Expected a list of texts, at least 1, each once, found 0.")]
    [InlineData("[cat, dog]", "[cat, cat]", "e.yml:2:18 dataset.classes.1: the same as item 0. Expected each item once, found 'cat'.")]
    [InlineData("[cat, dog]", "[cat, Background]", "e.yml:2:18 dataset.classes.1: the background is always class 0 and is not listed.")]
    [InlineData("train: trainval, ", "", "e.yml:4:5 dataset.sources: no source has a 'train' split. Expected at least one.")]
    [InlineData("train: trainval, test: test", "", "e.yml:4:7 dataset.sources.0: no image set. Expected at least one of 'train', 'val', 'test'.")]
    [InlineData("test: test", "test: ../x", "e.yml:4:56 dataset.sources.0.test.0: not the name of an image set. Expected a name like trainval, found '../x'.")]
    [InlineData("test: test", "test: test, shapes: {}", "e.yml:4:70 dataset.sources.0.shapes: goes only with format 'shapes'.")]
    [InlineData("format: voc", "format: shapes", "e.yml:4:43 dataset.sources.0.train: does not go with format 'shapes'. Expected only 'shapes' beside it.")]
    [InlineData("name: pets", "name: my pets", "e.yml:4:14 dataset.sources.0.name: wrong form. Expected text like [A-Za-z0-9][A-Za-z0-9._-]*, found 'my pets'.")]
    [InlineData("test: test}", "test: test, archives: [{urls: x.tar, sha1: abc}]}", "e.yml:4:93 dataset.sources.0.archives.0.sha1: wrong form. "
        + "Expected text like [0-9a-fA-F]{40}, found 'abc'.")]
    [InlineData("test: test}", "test: test, archives: [{urls: ftp://h/x.tar}]}", "e.yml:4:80 dataset.sources.0.archives.0.urls.0: not an address. "
        + "Expected http://, https://, file:// or a path, found 'ftp://h/x.tar'.")]
    [InlineData("  input_size: 300\n", "", "e.yml:6:3 model.input_size: missing. Expected a whole number from 32 to 4096.")]
    [InlineData("{name: resnet18}", "{}", "e.yml:7:13 model.backbone.name: missing. Expected text.")]
    [InlineData("{name: resnet18}", "{name: resnet18, version: v1}", "e.yml:7:39 model.backbone.version: wrong form. "
        + "Expected text like \\d+(\\.\\d+){0,2}, found 'v1'.")]
    [InlineData("{name: resnet18}", "{name: resnet18, options: 3}", "e.yml:7:39 model.backbone.options: not a map. Expected a map, found '3'.")]
    [InlineData("min_scale: 0.2, ", "", "e.yml:8:18 model.default_boxes: no scales. Expected 'min_scale' and 'max_scale', 'scales', or 'sizes'.")]
    [InlineData("min_scale: 0.2", "min_scale: 0.9", "e.yml:8:30 model.default_boxes.min_scale: not less than max_scale. Expected less than 0.9, found '0.9'.")]
    [InlineData("max_scale: 0.9", "scales: [0.1]", "e.yml:8:43 model.default_boxes.scales: does not go with 'min_scale' and 'max_scale'. Expected one or the other.")]
    [InlineData("min_scale: 0.2", "sizes: [[0.1]], min_scale: 0.2", "e.yml:8:26 model.default_boxes.sizes: does not go with 'scales', 'min_scale' and 'max_scale'. Expected one or the other.")]
    [InlineData("min_scale: 0.2, max_scale: 0.9, aspect_ratios: [[1, 2, 0.5]]", "rule: paper, sizes: [[0.1], []], aspect_ratios: [2]", "e.yml:8:39 model.default_boxes.sizes: only goes with rule mxnet. Expected 'scales'.")]
    [InlineData("min_scale: 0.2, max_scale: 0.9", "sizes: [[0.1], []]", "e.yml:8:34 model.default_boxes.sizes.1: no size. Expected at least one, e.g. [0.2, 0.27].")]
    [InlineData("min_scale: 0.2, max_scale: 0.9", "sizes: [[0.1, 3]]", "e.yml:8:33 model.default_boxes.sizes.0.1: out of range. Expected a number greater than 0 and at most 2, found '3'.")]
    [InlineData("[[1, 2, 0.5]]", "[[2]]", "e.yml:8:67 model.default_boxes.aspect_ratios.0: rule mxnet lists the ratios in full. Expected 1 first, e.g. [1, 2, 0.5].")]
    [InlineData("[[1, 2, 0.5]]", "[[1, -2]]", "e.yml:8:71 model.default_boxes.aspect_ratios.0.1: out of range. "
        + "Expected a number greater than 0 and at most 100, found '-2'.")]
    public void Each_fault_of_data_and_model_says_where_what_expected_and_found(string old, string changed, string message)
    {
        var text = TemporaryFolder.Minimal.ReplaceLineEndings("\n");
        Assert.Contains(old, text, StringComparison.Ordinal);
        Assert.Equal(message, _folder.FaultOfText(text.Replace(old, changed, StringComparison.Ordinal)).Split('\n')[0]);
    }

    [Theory]
    [InlineData("train: {freeze: [ok, '(']}", "e.yml:9:22 train.freeze.1: ")]
    [InlineData("train: {batch_norm: {mode: freeze, layers: [ok, '(']}}", "e.yml:9:49 train.batch_norm.layers.1: ")]
    [InlineData("train: {learning_rate: {factors: [{pattern: '(', factor: 2}]}}", "e.yml:9:45 train.learning_rate.factors.0.pattern: ")]
    public void A_bad_pattern_is_a_fault_at_its_own_place(string further, string place) =>
        Assert.StartsWith(place + "not a regular expression: ", _folder.Fault(further), StringComparison.Ordinal);

    [Fact]
    public void All_faults_are_reported_together_in_the_order_of_the_file() => Assert.Equal(
        """
        e.yml:1:1 dataset: missing. Expected a map.
        e.yml:1:7 seed: out of range. Expected a whole number of at least 0, found '-1'.
        e.yml:2:8 model.input_size: missing. Expected a whole number from 32 to 4096.
        e.yml:2:8 model.backbone: missing. Expected a map.
        e.yml:2:8 model.default_boxes: missing. Expected a map.
        e.yml:2:9 model.backbon: unknown key. Expected one of backbone, default_boxes, extra_layers, head, input_size, loss, pixels, predict_from, variances, found 'backbon'. Did you mean 'backbone'?
        e.yml:3:9 train: not a map. Expected a map, found 'fast'.
        """,
        _folder.FaultOfText("seed: -1\nmodel: {backbon: 1}\ntrain:  fast\n"));

    [Theory]
    [InlineData("", "e.yml:1:1: not an experiment. Expected a map with 'dataset' and 'model', found an empty file.")]
    [InlineData("- a", "e.yml:1:1: not an experiment. Expected a map with 'dataset' and 'model', found a list.")]
    [InlineData("a: b: c", "e.yml:1:5: not valid YAML: while scanning a plain scalar value, found invalid mapping.")]
    [InlineData("seed: 1\ndemo:\n\tcount: 1", "e.yml:3:1: not valid YAML: while scanning a mapping, found invalid tab as indentation.")]
    [InlineData("a: 'x", "e.yml:1:4: not valid YAML: while scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("a: [1\nb: 2\n", "e.yml:2:1: not valid YAML: a '[', '{' or quote before this place is not closed.")]
    [InlineData("seed: 1\n---\nseed: 2", "e.yml:2:1: more than one YAML document. Expected one.")]
    public void A_file_that_is_no_experiment_is_refused(string text, string message) =>
        Assert.Equal(message, _folder.FaultOfText(text).Split('\n').First(line => !line.Contains("missing", StringComparison.Ordinal)));

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        // Each level holds the one before ten times: 2 * 10^6 values from seven short lines. The ninth use of l3's 2,111 is too much.
        var text = "a: &l0 [x]\n" + string.Concat(Enumerable.Range(1, 6).Select(level =>
            $"b{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]\n"));
        Assert.Equal("e.yml:5:50: too many values (aliases count in full). Expected at most 20000.", _folder.FaultOfText(text));
    }

    [Fact]
    public void Deep_nesting_is_stopped() => Assert.Equal(
        "e.yml:1:36: nested too deeply. Expected at most 32 levels.", _folder.FaultOfText("a: " + new string('[', 100_000)));

    [Fact]
    public void A_long_file_is_refused() =>
        Assert.Equal("e.yml:1:1: too long. Expected at most 1048576 bytes.", _folder.FaultOfText("# " + new string('x', 1 << 20)));

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "l1.yml"), [0x61, 0x3a, 0x20, 0xe9]);
        Assert.Equal("l1.yml:1:1: not UTF-8 text.", Assert.Throws<Abstractions.MultiBoxException>(
            () => ExperimentFiles.Read(_folder.Path, "l1.yml")).Message);
    }
}
