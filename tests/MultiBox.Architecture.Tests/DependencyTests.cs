namespace MultiBox.Architecture.Tests;

/// <summary>The arrows between the projects point one way.</summary>
public sealed class DependencyTests
{
    // What a project may name itself; what it reaches through those follows.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["MultiBox.Boxes"] = [],
        ["MultiBox.Imaging"] = [],
        ["MultiBox.Abstractions"] = ["MultiBox.Boxes"],
        ["MultiBox.Evaluation"] = ["MultiBox.Boxes"],
        ["MultiBox.Model"] = ["MultiBox.Abstractions"],
        ["MultiBox.Inputs"] = ["MultiBox.Abstractions", "MultiBox.Imaging"],
        ["MultiBox.Data"] = ["MultiBox.Abstractions", "MultiBox.Imaging", "MultiBox.Inputs"],
        ["MultiBox.Experiments"] = ["MultiBox.Abstractions"],
        ["MultiBox.Native"] = ["MultiBox.Abstractions"],
        ["MultiBox.TorchScript"] = ["MultiBox.Abstractions", "MultiBox.Weights"],
        ["MultiBox.Weights"] = ["MultiBox.Abstractions"],
        // The detector that programs use: nothing of data sets, training or measuring.
        ["MultiBox.Inference"] =
        [
            "MultiBox.Abstractions", "MultiBox.Boxes", "MultiBox.Experiments", "MultiBox.Imaging", "MultiBox.Inputs", "MultiBox.Model", "MultiBox.Native",
            "MultiBox.TorchScript", "MultiBox.Weights",
        ],
        // A library of its own, for any user of TorchSharp.
        ["MultiBox.Onnx"] = [],
        ["MultiBox.Pipeline"] =
        [
            "MultiBox.Abstractions", "MultiBox.Boxes", "MultiBox.Data", "MultiBox.Evaluation", "MultiBox.Experiments", "MultiBox.Imaging",
            "MultiBox.Inference", "MultiBox.Inputs", "MultiBox.Model", "MultiBox.Native", "MultiBox.Onnx", "MultiBox.TorchScript", "MultiBox.Weights",
        ],
    };

    // Who may use a package. One that is not listed needs a decision first: a line here.
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        ["TorchSharp"] = ["MultiBox.Boxes", "MultiBox.Abstractions", "MultiBox.Model", "MultiBox.Data", "MultiBox.Native", "MultiBox.Onnx", "MultiBox.Inference", "MultiBox.Pipeline", "MultiBox.TorchScript"],
        ["SkiaSharp"] = ["MultiBox.Imaging"],
        ["SkiaSharp.NativeAssets.Linux.NoDependencies"] = ["MultiBox.Imaging"],
        ["Polly.Core"] = ["MultiBox.Data"],
        ["SharpCompress"] = ["MultiBox.Data"],
        ["System.IO.Hashing"] = ["MultiBox.Data", "MultiBox.Weights"],
        ["McMaster.NETCore.Plugins"] = ["MultiBox.Experiments"],
        ["YamlDotNet"] = ["MultiBox.Data", "MultiBox.Experiments"],
        ["Google.Protobuf"] = ["MultiBox.Onnx", "MultiBox.Weights"],
        // Compiles .proto files; nothing of it is in the assembly.
        ["Grpc.Tools"] = ["MultiBox.Onnx", "MultiBox.Weights"],
        ["Microsoft.ML.OnnxRuntime"] = ["MultiBox.Inference", "MultiBox.Pipeline"],
        ["ScottPlot"] = ["MultiBox.Pipeline"],
        ["Spectre.Console"] = ["MultiBox.Pipeline"],
        // Checks the public surface while compiling; nothing of it is in the assembly.
        ["Microsoft.CodeAnalysis.PublicApiAnalyzers"] = ["MultiBox.Abstractions"],
    };

    private static readonly string[] Contracts = ["MultiBox.Abstractions", "MultiBox.Boxes"];

    [Fact]
    public void Every_project_of_src_has_its_place() => Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), ProjectFile.In("src").Select(project => project.Name));

    [Fact]
    public void Projects_of_src_name_only_what_they_may() => Assert.Empty(
        ProjectFile.In("src").SelectMany(project => project.References
            .Where(reference => !Arrows[project.Name].Contains(reference.Name))
            .Select(reference => $"{project.Name} -> {reference.Name}")));

    [Fact]
    public void Projects_of_src_lie_in_src()
    {
        var src = Path.Combine(ProjectFile.Root, "src") + Path.DirectorySeparatorChar;
        Assert.All(ProjectFile.In("src").SelectMany(project => project.References), reference => Assert.StartsWith(src, reference.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void The_arrows_form_no_circle()
    {
        var placed = new HashSet<string>();
        for (var before = -1; placed.Count > before;)
        {
            before = placed.Count;
            placed.UnionWith(Arrows.Where(arrow => arrow.Value.All(placed.Contains)).Select(arrow => arrow.Key).ToList());
        }

        Assert.Empty(Arrows.Keys.Except(placed));
    }

    [Fact]
    public void Packages_are_used_where_they_belong() => Assert.Empty(
        ProjectFile.In("src").SelectMany(project => project.Packages
            .Where(package => !Owners.TryGetValue(package, out var owners) || !owners.Contains(project.Name))
            .Select(package => $"{project.Name} -> {package}")));

    [Fact]
    public void Boxes_and_Evaluation_need_no_native_library() => Assert.Empty(
        ProjectFile.In("src").Where(project => project.Name is "MultiBox.Boxes" or "MultiBox.Evaluation").SelectMany(project => project.Packages));

    [Fact]
    public void Plugins_name_only_the_contracts_and_the_boxes()
    {
        var plugins = ProjectFile.In("plugins");
        Assert.NotEmpty(plugins);
        Assert.All(plugins, plugin => Assert.Equal(Contracts, plugin.References.Select(reference => reference.Name).Order(StringComparer.Ordinal)));
    }

    // Those may bring libraries of their own, as anybody's plugin may.
    [Fact]
    public void Test_plugins_see_no_more_of_src_than_the_real_ones()
    {
        var src = Path.Combine(ProjectFile.Root, "src") + Path.DirectorySeparatorChar;
        var references = ProjectFile.In("tests/TestPlugins").SelectMany(plugin => plugin.References);
        Assert.Empty(references.Where(reference => reference.Path.StartsWith(src, StringComparison.Ordinal)).Select(reference => reference.Name).Except(Contracts));
    }

    [Fact]
    public void Plugins_leave_TorchSharp_to_the_host() => Assert.All(ProjectFile.In("plugins"), plugin => Assert.Contains("TorchSharp", plugin.Packages));

    [Fact]
    public void No_source_of_src_names_a_plugin()
    {
        var src = Path.Combine(ProjectFile.Root, "src");
        var files = Directory.GetFiles(src, "*.cs", SearchOption.AllDirectories).Where(file => !Generated(file));
        Assert.Empty(files.Where(file => File.ReadAllText(file).Contains("MultiBox.Plugins.", StringComparison.Ordinal)).Select(file => Path.GetRelativePath(src, file)));
    }

    [Fact]
    public void The_build_host_builds_plugins_but_uses_none()
    {
        var host = Assert.Single(ProjectFile.In("."), project => project.Name == "Build");
        var plugins = host.References.Where(reference => reference.Path.Contains($"{Path.DirectorySeparatorChar}plugins{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(plugins);
        Assert.All(plugins, plugin => Assert.False(plugin.UsesAssembly));
        Assert.Equal(["Cake.Frosting", "MultiBox.Pipeline"], host.References.Except(plugins).Select(reference => reference.Name).Order(StringComparer.Ordinal));
    }

    private static bool Generated(string file) => file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
}
