using Cake.Core.Diagnostics;
using MultiBox.Abstractions;
using MultiBox.Build.CommandLine;

namespace MultiBox.Build.Tests;

public sealed class CommandLineParserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ParseSurroundings Surroundings => new()
    {
        CurrentFolder = _folder.Path,
        Root = "/repository",
        Targets = [new("Default", ""), new("Clean", ""), new("Train", ""), new("Demo", "")],
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_given_means_the_default_target_of_the_quickstart()
    {
        var options = Parse();
        Assert.Equal(["Default"], options.Targets);
        Assert.Equal("quickstart", options.Experiment);
        Assert.Equal("auto", options.Device);
        Assert.Equal(Path.Combine("/repository", "data"), options.DataFolder);
        Assert.Equal(Path.Combine("/repository", "artifacts"), options.ArtifactsFolder);
        Assert.Empty(options.Set);
        Assert.Empty(options.Images);
        Assert.Empty(options.Only);
        Assert.Null(options.Threshold);
        Assert.Null(options.Run);
        Assert.Null(options.To);
        Assert.Null(options.Output);
        Assert.Null(options.Format);
        Assert.Null(options.Batch);
        Assert.False(options.Nms || options.Force || options.Resume || options.Accept || options.Exclusive || options.Tree || options.DryRun);
        Assert.Equal(["--target", "Default", "--verbosity", "Normal"], options.ToCakeArguments());
    }

    [Theory]
    [InlineData("--experiment", "voc", "--device", "cuda:1", "--run", "a.1", "--threshold", "0.25")]
    [InlineData("--experiment=voc", "--device=CUDA:1", "--run=a.1", "--threshold=0.25")]
    [InlineData("--Experiment=voc", "--DEVICE", "cuda:1", "--run", "a.1", "--threshold=2.5e-1")]
    public void A_value_follows_its_option_or_an_equals_sign(params string[] args)
    {
        var options = Parse(args);
        Assert.Equal("voc", options.Experiment);
        Assert.Equal("cuda:1", options.Device);
        Assert.Equal("a.1", options.Run);
        Assert.Equal(0.25, options.Threshold);
    }

    [Fact]
    public void What_Export_writes_is_chosen_by_three_options()
    {
        var options = Parse("--format", "onnx", "--batch=16", "--nms");
        Assert.Equal(("onnx", 16, true), (options.Format, options.Batch, options.Nms));
        Assert.Null(Parse("--batch", "Dynamic").Batch);
        Assert.Equal("torchscript", Parse("--format=torchscript").Format);
    }

    [Fact]
    public void Switches_are_off_unless_given()
    {
        var options = Parse("--force", "--resume", "--accept", "--exclusive", "--tree", "--description", "--dryrun", "-v", "d");
        Assert.True(options.Force && options.Resume && options.Accept && options.Exclusive && options.Tree && options.Description && options.DryRun);
        Assert.Equal(Verbosity.Diagnostic, options.Verbosity);
        Assert.Equal(
            ["--target", "Default", "--verbosity", "Diagnostic", "--exclusive", "--tree", "--description", "--dryrun"],
            options.ToCakeArguments());
    }

    [Theory]
    [InlineData("--target", "train", "--target", "DEMO")]
    [InlineData("--target=Train,Demo")]
    [InlineData("-t", "Train", "-t=Demo")]
    public void Targets_are_repeated_or_separated_by_commas_without_regard_to_case(params string[] args) =>
        Assert.Equal(["Train", "Demo"], Parse(args).Targets);

    [Theory]
    [InlineData("--only", "DATA")]
    [InlineData("--only=data")]
    public void Parts_of_the_benchmark_are_named_without_regard_to_case(params string[] args) => Assert.Equal(["data"], Parse(args).Only);

    [Fact]
    public void Set_is_cut_at_its_first_equals_sign_and_keeps_its_order()
    {
        var options = Parse("--set", "train.epochs=3", "--set=head.name=a=b", "--set", "train.note=");
        Assert.Equal([new("train.epochs", "3"), new("head.name", "a=b"), new("train.note", "")], options.Set);
    }

    [Fact]
    public void Paths_are_relative_to_the_folder_the_user_is_in()
    {
        var picture = _folder.File("a.jpg");
        var comma = _folder.File("b,c.jpg");
        var experiment = _folder.File("mine.yaml");
        var options = Parse("--images", "a.jpg, .", "--images", "b,c.jpg", "--data", "d/", "--artifacts", "../out", "--experiment", "mine.yaml", "--to", "CoCo", "--output", "new/set/");
        Assert.Equal([picture, _folder.Path, comma], options.Images);
        Assert.Equal(Path.Combine(_folder.Path, "d"), options.DataFolder);
        Assert.Equal(Path.Combine(Path.GetDirectoryName(_folder.Path)!, "out"), options.ArtifactsFolder);
        Assert.Equal(experiment, options.Experiment);
        Assert.Equal(("CoCo", Path.Combine(_folder.Path, "new", "set")), (options.To, options.Output));
    }

    [Fact]
    public void Weights_are_files_or_what_the_import_makes_of_their_names()
    {
        var weights = _folder.File("net-0000.params");
        var symbol = _folder.File("net-symbol.json");
        Assert.Equal([weights, symbol], Parse("--from", "net-0000.params,net-symbol.json").From);
        Assert.Equal([_folder.File("a,b.pth")], Parse("--from", "a,b.pth").From);
        Assert.Equal(["resnet50-imagenet1k-v1"], Parse("--from", "resnet50-imagenet1k-v1").From);
    }

    [Fact]
    public void Mirrors_are_addresses_or_folders_in_the_order_given()
    {
        var file = _folder.File("usb/a.tar");
        var options = Parse("--mirror", "https://host/voc/", "--mirror=usb", "--mirror", "file:///mnt/usb", "--mirror", "http://other");
        Assert.Equal(["https://host/voc/", Path.GetDirectoryName(file)!, "file:///mnt/usb", "http://other"], options.Mirrors);
        Assert.False(options.Offline);
    }

    [Fact]
    public void Offline_goes_with_mirrors_on_this_machine()
    {
        var options = Parse("--offline", "--mirror", ".", "--mirror", "file:///mnt/usb");
        Assert.True(options.Offline);
        Assert.Equal([_folder.Path, "file:///mnt/usb"], options.Mirrors);
        Assert.Empty(Parse().Mirrors);
    }

    [Fact]
    public void The_environment_names_the_data_folder_unless_the_command_line_does()
    {
        var surroundings = Surroundings with { DataVariable = "/big/disk" };
        Assert.Equal("/big/disk", CommandLineParser.Parse([], surroundings).DataFolder);
        Assert.Equal("/other", CommandLineParser.Parse(["--data", "/other"], surroundings).DataFolder);
    }

    [Theory]
    [InlineData(InformationKind.Help, "--help")]
    [InlineData(InformationKind.Help, "-h", "--version")]
    [InlineData(InformationKind.Version, "--version")]
    [InlineData(InformationKind.Info, "--info")]
    public void Help_version_and_information_are_recognised(InformationKind expected, params string[] args) =>
        Assert.Equal(expected, Parse(args).Information);

    [Theory]
    [InlineData("--trheshold: there is no such option. Did you mean '--threshold'?", "--trheshold", "0.5")]
    [InlineData("--zzzzzzzz: there is no such option.", "--zzzzzzzz=1")]
    [InlineData("-x: there is no such option.", "-x")]
    [InlineData("'Train': this belongs to no option. Did you mean '--target Train'?", "Train")]
    [InlineData("--target: there is no target 'Trian'. Did you mean 'Train'? The targets are Default, Clean, Train, Demo.", "--target", "Trian")]
    [InlineData("--batch: '0' is no number of images. Expected 1 to 4096, or dynamic.", "--batch", "0")]
    [InlineData("--batch: 'many' is no number of images. Expected 1 to 4096, or dynamic.", "--batch=many")]
    [InlineData("--threshold: '1.5' is not a number from 0 to 1, such as 0.5.", "--threshold", "1.5")]
    [InlineData("--threshold: '-1' is not a number from 0 to 1, such as 0.5.", "--threshold", "-1")]
    [InlineData("--threshold: 'NaN' is not a number from 0 to 1, such as 0.5.", "--threshold=NaN")]
    [InlineData("--threshold: '0,5' is not a number from 0 to 1, such as 0.5.", "--threshold=0,5")]
    [InlineData("--device: 'gpu' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.", "--device", "gpu")]
    [InlineData("--device: 'cuda:' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.", "--device", "cuda:")]
    [InlineData("--to: needs a value: --to FORMAT.", "--to", "--output", "x")]
    [InlineData("--ouput: there is no such option. Did you mean '--output'?", "--ouput", "x")]
    [InlineData("--force: takes no value, found 'yes'.", "--force=yes")]
    [InlineData("--run: needs a value: --run ID.", "--run")]
    [InlineData("--run: needs a value: --run ID.", "--run", "--force")]
    [InlineData("--run: needs a value: --run ID.", "--run=")]
    [InlineData("--run: needs a value: --run ID.", "--run", "-t", "Train")]
    [InlineData("--run: '../x' cannot name a run. Use letters, digits, '-', '_' and '.', starting with a letter or digit.", "--run", "../x")]
    [InlineData("--experiment: given 2 times ('a', 'b'), but only one can hold.", "--experiment", "a", "--experiment=b")]
    [InlineData("--force: given 2 times, but only one can hold.", "--force", "--force")]
    [InlineData("--set: 'a.b' is not of the form PATH=VALUE, such as train.epochs=3.", "--set", "a.b")]
    [InlineData("--set: '=3' is not of the form PATH=VALUE, such as train.epochs=3.", "--set", "=3")]
    [InlineData("--mirror: needs a value: --mirror URL.", "--mirror", "--offline")]
    [InlineData("--mirror: 'ftp://host' is not a mirror. Expected a folder, file://, http:// or https://, such as https://host/voc.", "--mirror", "ftp://host")]
    [InlineData("--mirror: 'http://' is not a mirror. Expected a folder, file://, http:// or https://, such as https://host/voc.", "--mirror", "http://")]
    [InlineData("--mirror: 'https://host' does not go with --offline, which downloads nothing.", "--offline", "--mirror", "https://host")]
    [InlineData("--offline: takes no value, found 'no'.", "--offline=no")]
    [InlineData("--only: there is no part 'dtaa'. Did you mean 'data'? The parts are data, train, infer, post, eval, scaling, gpu.", "--only", "dtaa")]
    [InlineData("--only: there is no part 'nonsense'. The parts are data, train, infer, post, eval, scaling, gpu.", "--only=data,nonsense")]
    [InlineData("--only: needs a value: --only PARTS.", "--only")]
    [InlineData("--verbosity: 'quite' is not a level. Expected quiet, minimal, normal, verbose, diagnostic. Did you mean 'quiet'?", "--verbosity", "quite")]
    public void A_fault_says_what_was_found_and_expected(string expected, params string[] args) =>
        Assert.Equal(
            $"The command line has a fault:\n  {expected}\nRun '{HelpText.Launcher} --help' for the targets and options.",
            Message(args));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var message = Message("--trheshold", "0.5", "--device=gpu", "--force", "--force", "--target", "Trian,Train");
        Assert.StartsWith("The command line has 4 faults:\n  --trheshold: ", message, StringComparison.Ordinal);
        Assert.Contains("\n  --force: ", message, StringComparison.Ordinal);
        Assert.Contains("\n  --target: ", message, StringComparison.Ordinal);
        Assert.Contains("\n  --device: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_exist_are_faults()
    {
        var message = Message("--images", "no.jpg", "--experiment", "no.yaml", "--mirror", "no/folder");
        Assert.Contains($"  --mirror: the folder 'no/folder' does not exist (looked for '{Path.Combine(_folder.Path, "no/folder")}').\n", message, StringComparison.Ordinal);
        Assert.Contains($"  --images: 'no.jpg' does not exist (looked for '{Path.Combine(_folder.Path, "no.jpg")}').\n", message, StringComparison.Ordinal);
        Assert.Contains($"  --experiment: the file 'no.yaml' does not exist (looked for '{Path.Combine(_folder.Path, "no.yaml")}').\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_where_a_folder_belongs_is_a_fault()
    {
        _folder.File("x");
        Assert.Contains("  --artifacts: 'x' is a file, not a folder.\n", Message("--artifacts", "x"), StringComparison.Ordinal);
        Assert.Contains("  --output: 'x' is a file, not a folder.\n", Message("--output", "x"), StringComparison.Ordinal);
    }

    private BuildOptions Parse(params string[] args) => CommandLineParser.Parse(args, Surroundings);

    private string Message(params string[] args) => Assert.Throws<MultiBoxException>(() => Parse(args)).Message;
}
