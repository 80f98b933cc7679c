using MultiBox.Abstractions;

namespace MultiBox.Experiments.Tests;

public sealed class PluginCatalogueTests : IDisposable
{
    private static readonly string Tiny = Repository.TestPlugin("Backbone.Tiny");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_built_plugin_is_found_with_all_that_its_metadata_says()
    {
        var catalogue = PluginCatalogue.Load([Tiny]);
        Assert.Empty(catalogue.Faults);
        var plugin = Assert.Single(catalogue.Plugins);
        Assert.Equal((PluginKind.Backbone, "tiny", "0.1.0", "1.0"), (plugin.Kind, plugin.Name, plugin.Version, plugin.ContractVersion));
        Assert.Equal("Four convolutions with maps of strides 8 and 16, for tests.", plugin.Description);
        Assert.Equal(Tiny, plugin.Folder);
        Assert.Equal("backbone 'tiny' 0.1.0", plugin.ToString());
        Assert.Matches("^[0-9a-f]{64}$", plugin.ContentHash);
    }

    [Fact]
    public void Its_options_are_described()
    {
        var options = PluginCatalogue.Load([Tiny]).Plugins[0].Options;
        Assert.Equal(
            [
                new PluginOptionInfo("width", "a whole number", "16", "from 1 to 256", "Channels of the map of stride 8; that of stride 16 has twice as many."),
                new PluginOptionInfo("activation", "text", "relu", "relu | leaky_relu", "The activation after each convolution."),
            ],
            options);
    }

    [Fact]
    public void Its_contracts_and_TorchSharp_are_those_of_the_host_and_its_own_assembly_is_private()
    {
        var factory = PluginCatalogue.Load([Tiny]).Resolve(PluginKind.Backbone, "tiny").Factory;
        Assert.IsAssignableFrom<IBackboneFactory>(factory);
        var module = factory.GetType().Assembly.GetType("MultiBox.TestPlugins.TinyBackbone")!;
        Assert.True(typeof(Backbone).IsAssignableFrom(module));
        Assert.True(typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(module));
        Assert.NotSame(
            System.Runtime.Loader.AssemblyLoadContext.Default, System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(module.Assembly));
    }

    [Fact]
    public void What_is_loaded_already_is_not_loaded_again()
    {
        System.Reflection.Assembly Loaded(string folder) => PluginCatalogue.Load([folder]).Resolve(PluginKind.Backbone, "tiny").Factory.GetType().Assembly;
        Assert.Same(Loaded(Tiny), Loaded(Tiny));

        // Another folder, or another content, is another plugin.
        var folder = _folder.DropIn("Backbone.Tiny", "Backbone.Tiny");
        var before = Loaded(folder);
        Assert.NotSame(Loaded(Tiny), before);
        File.WriteAllText(Path.Combine(folder, "Helper.dll"), "another library");
        Assert.NotSame(before, Loaded(folder));
    }

    [Fact]
    public void A_plugin_may_be_dropped_in_without_its_sources()
    {
        var folder = _folder.DropIn("Backbone.Tiny", "Backbone.Tiny");
        var plugin = Assert.Single(PluginCatalogue.Load([_folder.Path]).Plugins);
        Assert.Equal(folder, plugin.Folder);
        Assert.Equal(PluginCatalogue.Load([Tiny]).Plugins[0].ContentHash, plugin.ContentHash);
        Assert.Equal("width", plugin.Options[0].Name);
    }

    [Fact]
    public void The_content_hash_follows_every_dll_of_the_plugin()
    {
        var folder = _folder.DropIn("Backbone.Tiny", "Backbone.Tiny");
        var before = PluginCatalogue.Load([folder]).Plugins[0].ContentHash;
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "no part of the program");
        Assert.Equal(before, PluginCatalogue.Load([folder]).Plugins[0].ContentHash);
        File.WriteAllText(Path.Combine(folder, "Helper.dll"), "another library");
        Assert.NotEqual(before, PluginCatalogue.Load([folder]).Plugins[0].ContentHash);
    }

    [Fact]
    public void Folders_are_those_of_the_repository_and_of_the_environment()
    {
        var root = _folder.Path;
        Assert.Equal([Path.Combine(root, "plugins")], PluginCatalogue.Folders(root, null));
        Assert.Equal(
            [Path.Combine(root, "plugins"), "/a", Path.Combine(root, "b")], PluginCatalogue.Folders(root, $"/a{Path.PathSeparator}{Path.PathSeparator}b"));
    }

    [Fact]
    public void Broken_folders_are_recorded_and_stop_nothing_else()
    {
        _folder.DropIn("Backbone.Tiny", "Backbone.Tiny");
        _folder.Write("Broken/Broken.dll", "this is no assembly");
        _folder.Write("Unbuilt/Unbuilt.csproj", "<Project />");
        _folder.Write("Empty/readme.txt", "");
        _folder.Write("Misnamed/Other.dll", "");
        _folder.Write(".hidden/x.txt", "");
        _folder.WriteAssembly("Future", new Version(2, 0, 0, 0));
        _folder.WriteAssembly("NewMinor", new Version(1, 7, 0, 0));
        _folder.WriteAssembly("Old", new Version(0, 9, 0, 0));
        _folder.WriteAssembly("Stranger", null);
        _folder.WriteAssembly("NoClass", new Version(1, 0, 0, 0));
        var missing = Path.Combine(_folder.Path, "none");
        var catalogue = PluginCatalogue.Load([_folder.Path, missing]);
        Assert.Equal("tiny", Assert.Single(catalogue.Plugins).Name);
        Assert.Equal(
            [
                "Broken: broken dll Broken.dll: ",
                "Empty: no plugin. Expected Empty.dll, or bin/Empty.dll, found no dll",
                "Future: made for contracts 2.0. Expected 1.0, found 2.0. Update MultiBox",
                "Misnamed: no plugin. Expected Misnamed.dll, or bin/Misnamed.dll, found Other.dll",
                "NewMinor: made for contracts 1.7. Expected 1.0, found 1.7. Update MultiBox",
                "NoClass: NoClass.dll holds no plugin. Expected a public class with [Plugin(name, description)]",
                "Old: made for contracts 0.9. Expected 1.0, found 0.9. Rebuild the plugin",
                "Stranger: Stranger.dll is no plugin. Expected a reference to MultiBox.Abstractions",
                "Unbuilt: not built: no bin/Unbuilt.dll. Run ./build.sh",
                "none: no such folder",
            ],
            catalogue.Faults.Select(fault => Path.GetFileName(fault.Folder) + ": " + (fault.Message.StartsWith("broken", StringComparison.Ordinal)
                ? fault.Message[..fault.Message.IndexOf(':', StringComparison.Ordinal)] + ": "
                : fault.Message)));
    }

    [Fact]
    public void Classes_that_cannot_be_used_are_recorded_with_every_reason()
    {
        var catalogue = PluginCatalogue.Load([Repository.TestPlugin("Faulty.Plugins")]);
        Assert.Equal(
            ["head 'unmade' 2.1.3", "loss 'indirect' 2.1.3", "loss 'needs-library' 2.1.3", "loss 'odd-options' 2.1.3", "loss 'throws' 2.1.3"],
            catalogue.Plugins.Select(plugin => plugin.ToString()));
        Assert.Equal(
            [
                "class MultiBox.TestPlugins.AbstractFactory has no public constructor without parameters",
                "class MultiBox.TestPlugins.AbstractFactory is abstract",
                "class MultiBox.TestPlugins.HiddenFactory is not public, or stands inside another class",
                "class MultiBox.TestPlugins.NoFactory is no factory. Expected a class derived from one of BackboneFactory<TOptions>, "
                    + "HeadFactory<TOptions>, LossFactory<TOptions>",
                "class MultiBox.TestPlugins.UnmakeableFactory has no description on one line. Expected a second argument of [Plugin]",
                "class MultiBox.TestPlugins.UnmakeableFactory has no public constructor without parameters",
                "class MultiBox.TestPlugins.UnmakeableFactory has the plugin name 'Bad Name'. Expected lower-case letters, digits, '-' and '_', "
                    + "starting with a letter",
            ],
            catalogue.Faults.Select(fault => fault.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_factory_may_derive_from_a_class_of_the_plugin()
    {
        var catalogue = PluginCatalogue.Load([Repository.TestPlugin("Faulty.Plugins")]);
        Assert.IsAssignableFrom<ILossFactory>(catalogue.Resolve(PluginKind.Loss, "indirect").Factory);
        Assert.Empty(catalogue.Resolve(PluginKind.Loss, "indirect").Options);
    }

    [Fact]
    public void A_constructor_that_throws_names_the_folder_and_the_cause()
    {
        var folder = Repository.TestPlugin("Faulty.Plugins");
        var fault = Assert.Throws<MultiBoxException>(() => PluginCatalogue.Load([folder]).Resolve(PluginKind.Loss, "throws"));
        Assert.Equal(
            $"{folder}: loss 'throws' 2.1.3 cannot be made: the constructor of MultiBox.TestPlugins.ThrowingFactory threw "
            + "InvalidOperationException: no licence found",
            fault.Message);
    }

    [Fact]
    public void Options_that_yaml_cannot_hold_are_a_fault_of_the_plugin()
    {
        var folder = Repository.TestPlugin("Faulty.Plugins");
        var plugin = PluginCatalogue.Load([folder]).Resolve(PluginKind.Loss, "odd-options");
        Assert.StartsWith(
            $"{folder}: the options of loss 'odd-options' 2.1.3 cannot be used. Options of type System.Uri cannot be read from YAML.",
            Assert.Throws<MultiBoxException>(() => plugin.Options).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_brings_its_own_libraries()
    {
        var plugin = PluginCatalogue.Load([Repository.TestPlugin("Faulty.Plugins")]).Resolve(PluginKind.Loss, "needs-library");
        Assert.Equal("MIT", plugin.Factory.GetType().GetProperty("Text")!.GetValue(plugin.Factory));
    }

    [Fact]
    public void A_library_that_is_missing_beside_a_plugin_is_named_when_the_plugin_is_used()
    {
        var folder = _folder.DropIn("Faulty.Plugins", "Faulty.Plugins");
        File.Delete(Path.Combine(folder, "Faulty.Library.dll"));
        var catalogue = PluginCatalogue.Load([folder]);
        Assert.IsAssignableFrom<ILossFactory>(catalogue.Resolve(PluginKind.Loss, "indirect").Factory);
        var fault = Assert.Throws<MultiBoxException>(() => catalogue.Resolve(PluginKind.Loss, "needs-library"));
        Assert.StartsWith($"{folder}: loss 'needs-library' 2.1.3 cannot be made: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Faulty.Library", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_and_the_broken_folders()
    {
        _folder.WriteAssembly("Future", new Version(2, 0, 0, 0));
        var catalogue = PluginCatalogue.Load([Tiny, _folder.Path]);
        Assert.Equal(
            "no backbone 'tinny'.\n  Found: tiny. Did you mean 'tiny'?\n"
            + $"  Not usable: {Path.Combine(_folder.Path, "Future")}: made for contracts 2.0. Expected 1.0, found 2.0. Update MultiBox",
            Assert.Throws<MultiBoxException>(() => catalogue.Resolve(PluginKind.Backbone, "tinny")).Message);
        Assert.StartsWith(
            "no head 'tiny'.\n  Found: none.",
            Assert.Throws<MultiBoxException>(() => catalogue.Resolve(PluginKind.Head, "tiny")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("0.1.0")]
    [InlineData(null)]
    public void A_version_fits_by_its_beginning(string? version) =>
        Assert.Equal("0.1.0", PluginCatalogue.Load([Tiny]).Resolve(PluginKind.Backbone, "tiny", version).Version);

    [Theory]
    [InlineData("1")]
    [InlineData("0.10")]
    [InlineData("0.1.0.0")]
    public void Another_version_is_answered_with_the_versions_there_are(string version) => Assert.Equal(
        $"no version '{version}' of backbone 'tiny'.\n  Found: 0.1.0.",
        Assert.Throws<MultiBoxException>(() => PluginCatalogue.Load([Tiny]).Resolve(PluginKind.Backbone, "tiny", version)).Message);

    [Fact]
    public void Two_equal_plugins_are_both_unusable_and_named()
    {
        var copy = _folder.DropIn("Backbone.Tiny", "Backbone.Tiny");
        var catalogue = PluginCatalogue.Load([Tiny, copy]);
        Assert.Empty(catalogue.Plugins);
        Assert.Equal(
            $"backbone 'tiny' 0.1.0 is there more than once: in {Tiny} and {copy}. Expected one: remove the others", Assert.Single(catalogue.Faults).Message);
    }

    [Fact]
    public void The_same_folder_given_twice_counts_once() =>
        Assert.Single(PluginCatalogue.Load([Tiny, Tiny + Path.DirectorySeparatorChar]).Plugins);
}
