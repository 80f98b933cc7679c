using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Artifacts;

/// <summary><c>manifest.json</c>: all that is needed to say what a run was made from and whether its files are as it left them.</summary>
public sealed record RunManifest
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>MultiBox's own version.</summary>
    public required string Multibox { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The run's folder name.</summary>
    public required string Run { get; init; }

    /// <summary>The seed of weights, order and augmentation.</summary>
    public required long Seed { get; init; }

    /// <summary>The commit of the repository when the manifest was written, null outside one.</summary>
    public required string? Commit { get; init; }

    /// <summary>Whether files differed from the commit, null outside a repository.</summary>
    public required bool? Dirty { get; init; }

    /// <summary>When the manifest was written, UTC.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>The device that the last stage ran on.</summary>
    public required string Device { get; init; }

    /// <summary>The threads that libtorch computed with.</summary>
    public required int Threads { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>Versions of the .NET runtime and of the packages that shape results.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>The plugins in use.</summary>
    public required IReadOnlyList<ManifestPlugin> Plugins { get; init; }

    /// <summary>Each stage's inputs: name and SHA-256, or a short value.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Inputs { get; init; }

    /// <summary>Where and with what each stage ran, for a run whose stages ran at different times.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> MadeWith { get; init; }

    /// <summary>Each file of the run but this one, relative to the run's folder, and its SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    /// <summary>Writes the file; it replaces an older one only when complete.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, _json));
}

/// <summary>A plugin that a run uses.</summary>
/// <param name="Kind">backbone, head or loss.</param>
/// <param name="Name">Its name in the experiment.</param>
/// <param name="Version">Its version.</param>
/// <param name="ContentHash">SHA-256 over its assemblies.</param>
public sealed record ManifestPlugin(string Kind, string Name, string Version, string ContentHash);
