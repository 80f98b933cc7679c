namespace MultiBox.Build.Tests;

/// <summary>build.sh in a small copy of the repository, with a script in place of dotnet.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string FakeDotnet = """
        #!/usr/bin/env bash
        case "$1" in
          --version) exit "${FAKE_VERSION_CODE:-0}" ;;
          build)
            printf '%s\n' "$*" >>"$FAKE_LOG"
            echo "error CS0000: from the compiler"
            [[ "${FAKE_BUILD_CODE:-0}" == 0 ]] || exit "$FAKE_BUILD_CODE"
            mkdir -p build/bin/Release/net10.0/any
            echo host >build/bin/Release/net10.0/any/MultiBox.Build.dll
            ;;
          *.dll)
            shift
            printf 'in %s\n' "$PWD"
            printf '<%s>\n' "$@"
            exit 7
            ;;
        esac

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _variables = [];

    public LauncherTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        _folder.Executable("repository/build.sh", File.ReadAllText(Path.Combine(Root(), "build.sh")));
        _folder.File("repository/build/Program.cs", "one");
        _folder.File("repository/src/A/A.cs", "one");
        _folder.File("repository/global.json", "{}");
        _folder.Executable("bin/dotnet", FakeDotnet);
        _variables["PATH"] = Path.Combine(_folder.Path, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        _variables["FAKE_LOG"] = Path.Combine(_folder.Path, "builds.log");
        _variables["Accelerator"] = null;
    }

    private string[] Builds => File.Exists(_variables["FAKE_LOG"]) ? File.ReadAllLines(_variables["FAKE_LOG"]!) : [];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Arguments_pass_through_verbatim_and_the_exit_code_comes_back()
    {
        var result = Build("--images", "my photos/a b.jpg", "--set", "a.b=\"$HOME\" 'x' *", "", "-p", "--name=p:q=r");
        Assert.Equal(7, result.ExitCode);
        Assert.Equal(
            $"in {_folder.Path}\n<--images>\n<my photos/a b.jpg>\n<--set>\n<a.b=\"$HOME\" 'x' *>\n<>\n<-p>\n<--name=p:q=r>\n", result.Out);
        Assert.Equal("Building the build host ...\n", result.Error);
    }

    [SkippableFact]
    public void Properties_go_to_the_build_and_not_to_the_host()
    {
        var result = Build("-p:Accelerator=cuda", "--target", "Demo", "-p:Note=two words");
        Assert.Equal($"in {_folder.Path}\n<--target>\n<Demo>\n", result.Out);
        Assert.EndsWith(" -p:Accelerator=cuda -p:Note=two words", Assert.Single(Builds), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_host_is_built_again_only_when_something_changed()
    {
        Build();
        Build("--other", "arguments");
        Assert.Single(Builds);

        _folder.File("repository/src/A/A.cs", "two");
        Build();
        Assert.Equal(2, Builds.Length);

        // A new time without new content, and what builds leave behind, change nothing.
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "repository/src/A/A.cs"), DateTime.UtcNow.AddHours(1));
        _folder.File("repository/src/A/obj/x.cs");
        _folder.File("repository/docs/readme.md");
        Build();
        Assert.Equal(2, Builds.Length);

        File.Move(Path.Combine(_folder.Path, "repository/src/A/A.cs"), Path.Combine(_folder.Path, "repository/src/A/B.cs"));
        Build();
        Assert.Equal(3, Builds.Length);

        _folder.File("repository/Directory.Build.props", "<Project />");
        Build();
        Assert.Equal(4, Builds.Length);

        Build("-p:Accelerator=cuda");
        Assert.Equal(5, Builds.Length);

        Build("-p:Accelerator=cuda");
        Assert.Equal(5, Builds.Length);
    }

    [SkippableFact]
    public void The_host_is_built_again_when_it_or_a_plugin_is_missing()
    {
        Build();
        Directory.Delete(Path.Combine(_folder.Path, "repository/build/bin/Release/net10.0"), recursive: true);
        Build();
        Assert.Equal(2, Builds.Length);

        _folder.File("repository/plugins/Backbone.Mine/Backbone.Mine.csproj");
        _folder.File("repository/plugins/Backbone.Mine/bin/Backbone.Mine.dll");
        Build();
        Assert.Equal(3, Builds.Length);
        Build();
        Assert.Equal(3, Builds.Length);
        Directory.Delete(Path.Combine(_folder.Path, "repository/plugins/Backbone.Mine/bin"), recursive: true);
        Build();
        Assert.Equal(4, Builds.Length);
    }

    [SkippableFact]
    public void A_build_that_fails_shows_its_output_and_is_tried_again()
    {
        _variables["FAKE_BUILD_CODE"] = "1";
        var result = Build();
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Out);
        Assert.Equal(
            "Building the build host ...\nerror CS0000: from the compiler\nThe build host did not build; the reason is printed above.\n", result.Error);
        _variables["FAKE_BUILD_CODE"] = "0";
        Assert.Equal(7, Build().ExitCode);
        Assert.Equal(2, Builds.Length);
    }

    [SkippableFact]
    public void A_missing_sdk_is_installed_into_the_repository_once()
    {
        _variables["FAKE_VERSION_CODE"] = "1";
        var installer = _folder.File("install.sh", """
            echo "$@" >>"$FAKE_LOG.install"
            while [[ "$1" != --install-dir ]]; do shift; done
            mkdir -p "$2"
            sed 's/^  --version).*/  --version) exit 0 ;;/' "$(command -v dotnet)" >"$2/dotnet"
            chmod +x "$2/dotnet"
            """);
        _variables["MULTIBOX_DOTNET_INSTALL_URL"] = "file://" + installer;
        var result = Build("--target", "Demo");
        Assert.Equal(7, result.ExitCode);
        var root = Path.Combine(_folder.Path, "repository");
        Assert.StartsWith(
            $"No .NET SDK that satisfies global.json was found; installing it into {root}/.dotnet ...\n", result.Error, StringComparison.Ordinal);
        Assert.Equal($"in {_folder.Path}\n<--target>\n<Demo>\n", result.Out);
        Assert.Equal(7, Build().ExitCode);
        Assert.Equal(
            [$"--jsonfile {root}/global.json --install-dir {root}/.dotnet --no-path"],
            File.ReadAllLines(_variables["FAKE_LOG"] + ".install"));
    }

    [SkippableFact]
    public void An_install_script_that_cannot_be_had_is_an_error_with_advice()
    {
        _variables["FAKE_VERSION_CODE"] = "1";
        _variables["MULTIBOX_DOTNET_INSTALL_URL"] = "file:///no/such/script";
        var result = Build();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The .NET install script could not be downloaded from file:///no/such/script.\nInstall the .NET SDK", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_install_that_fails_is_an_error_with_advice()
    {
        _variables["FAKE_VERSION_CODE"] = "1";
        _variables["MULTIBOX_DOTNET_INSTALL_URL"] = "file://" + _folder.File("install.sh", "echo no space >&2; exit 3");
        var result = Build();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no space\nThe .NET SDK could not be installed into ", result.Error, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "build.sh"))) folder = folder.Parent!;
        return folder.FullName;
    }

    // The user is not in the repository: the host must still see the user's folder.
    private ShellResult Build(params string[] args)
    {
        Skip.If(OperatingSystem.IsWindows(), "build.sh needs bash.");
        return Shell.Run(Path.Combine(_folder.Path, "repository/build.sh"), args, _folder.Path, _variables);
    }
}
