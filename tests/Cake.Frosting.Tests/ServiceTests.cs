using Cake.Core;
using Cake.Core.Composition;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

public class ServiceTests
{
    [Fact]
    public void A_context_of_the_builds_own_reaches_its_tasks_with_services()
    {
        var run = HostRun.Of<UsesOwnContext>().Configured(host => host.UseContext<OwnContext>()).With("--target", "UsesOwnContext");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("42", run.Journal.Text);
    }

    [Fact]
    public void A_task_for_another_context_is_left_out_with_a_warning()
    {
        var run = HostRun.Of<UsesOwnContext>().With("--target", "UsesOwnContext");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Task 'UsesOwnContext' cannot be used since the context isn't convertible to", run.Out, StringComparison.Ordinal);
        Assert.Contains("The target 'UsesOwnContext' was not found.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_startup_class_and_a_module_register_services()
    {
        var run = HostRun.Of<ReadsGreeting>()
            .Configured(host => host.UseStartup<Startup>().UseModule<GreetingModule>())
            .With("--target", "ReadsGreeting");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("hello same", run.Journal.Text);
    }

    [Fact]
    public void The_working_directory_is_the_builds_or_the_command_lines()
    {
        using var folders = new TwoFolders();
        var build = HostRun.Of<ReadsFolder>().Configured(host => host.UseWorkingDirectory(folders.A)).With("--target", "ReadsFolder");
        Assert.Equal("a", build.Journal.Text);
        var command = HostRun.Of<ReadsFolder>().Configured(host => host.UseWorkingDirectory(folders.A))
            .With("--target", "ReadsFolder", "--working", folders.B);
        Assert.Equal("b", command.Journal.Text);
    }

    [Fact]
    public void A_working_directory_that_does_not_exist_is_an_error()
    {
        var run = HostRun.Of<ReadsFolder>().With("--target", "ReadsFolder", "--working", "/no/such/folder");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Error: The working directory '/no/such/folder' does not exist.\n", run.Error);
    }

    [Fact]
    public void A_setting_of_the_build_reaches_Cakes_configuration()
    {
        var run = HostRun.Of<ReadsSetting>()
            .Configured(host => host.UseCakeSetting("Pet", "cat").UseCakeSetting("pet", "dog").SetToolPath("./my-tools"))
            .With("--target", "ReadsSetting");
        Assert.Equal("dog ./my-tools".Replace("./", "", StringComparison.Ordinal), run.Journal.Text);
    }

    [Fact]
    public void A_tool_goes_to_the_installer_that_knows_its_scheme()
    {
        var run = HostRun.Of<ReadsFolder>()
            .Configured(host => host.UsePackageInstaller<FakeInstaller>().InstallTool(new Uri("fake:?package=hammer")))
            .With("--target", "ReadsFolder");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("installed:hammer ", run.Journal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_with_an_unknown_scheme_is_an_error()
    {
        var run = HostRun.Of<ReadsFolder>().Configured(host => host.InstallTool(new Uri("gem:?package=rake"))).With("--target", "ReadsFolder");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Error: Could not find an installer for the 'gem' scheme of the tool 'rake'.\n", run.Error);
    }

    internal sealed class OwnContext(ICakeContext context, Journal journal) : FrostingContext(context)
    {
        public Journal Journal { get; } = journal;

        public int Answer { get; } = 42;
    }

    internal sealed class UsesOwnContext : FrostingTask<OwnContext>
    {
        public override void Run(OwnContext context) =>
            context.Journal.Add(context.Answer.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    internal sealed record Greeting(string Text);

    internal sealed class Startup : IFrostingStartup
    {
        public void Configure(IServiceCollection services) => services.AddSingleton(new Greeting("hello"));
    }

    internal interface ITwin;

    internal sealed class Twin : ITwin;

    internal sealed class GreetingModule : ICakeModule
    {
        public void Register(ICakeContainerRegistrar registrar) => registrar.RegisterType<Twin>().As<ITwin>().Singleton();
    }

    internal sealed class ReadsGreeting(Journal journal, Greeting greeting, ITwin one, ITwin other) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            journal.Add(greeting.Text);
            journal.Add(ReferenceEquals(one, other) ? "same" : "different");
        }
    }

    internal sealed class ReadsFolder(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => journal.Add(context.Environment.WorkingDirectory.GetDirectoryName());
    }

    internal sealed class ReadsSetting(Journal journal, ICakeConfiguration configuration) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            journal.Add(configuration.GetValue("PET"));
            journal.Add(configuration.GetValue("Paths_Tools"));
        }
    }

    internal sealed class FakeInstaller(Journal journal, IFileSystem fileSystem) : IPackageInstaller
    {
        public bool CanInstall(PackageReference package, PackageType type) => package.Scheme == "fake" && type == PackageType.Tool;

        public IReadOnlyCollection<IFile> Install(PackageReference package, PackageType type, DirectoryPath path)
        {
            journal.Add("installed:" + package.Package);
            return [fileSystem.GetFile(new FilePath("hammer.exe").MakeAbsolute(path.MakeAbsolute("/")))];
        }
    }

    private sealed class TwoFolders : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cake-frosting-");

        public string A => _root.CreateSubdirectory("a").FullName;

        public string B => _root.CreateSubdirectory("b").FullName;

        public void Dispose() => _root.Delete(recursive: true);
    }
}
