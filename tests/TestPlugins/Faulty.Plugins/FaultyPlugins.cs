using System.ComponentModel;
using MultiBox.Abstractions;

namespace MultiBox.TestPlugins;

/// <summary>A factory whose constructor throws.</summary>
[Plugin("throws", "Throws when it is made.")]
public sealed class ThrowingFactory : LossFactory<NoOptions>
{
    /// <summary>Throws.</summary>
    public ThrowingFactory() => throw new InvalidOperationException("no licence found");

    /// <inheritdoc/>
    public override DetectionLoss Create(NoOptions options, LossContext context) => throw new InvalidOperationException();
}

/// <summary>A usable head's factory, as far as the catalogue is concerned.</summary>
[Plugin("unmade", "Can be named and loaded, but makes no head.")]
public sealed class UnmadeHeadFactory : HeadFactory<NoOptions>
{
    /// <inheritdoc/>
    public override DetectionHead Create(NoOptions options, HeadContext context) => throw new InvalidOperationException();
}

/// <summary>A base of the plugin's own, which the catalogue must look through.</summary>
public abstract class OwnBase : LossFactory<NoOptions>
{
    /// <inheritdoc/>
    public override DetectionLoss Create(NoOptions options, LossContext context) => throw new InvalidOperationException();
}

/// <summary>A usable factory that derives from its own base.</summary>
[Plugin("indirect", "Derives from a base of its own.")]
public sealed class IndirectFactory : OwnBase;

/// <summary>A factory that needs a library beside it.</summary>
[Plugin("needs-library", "Needs a library of its own.")]
public sealed class NeedsLibraryFactory : OwnBase
{
    /// <summary>Reads the library's text.</summary>
    public NeedsLibraryFactory() => Text = Licence.Text;

    /// <summary>The library's text.</summary>
    public string Text { get; }
}

/// <summary>Options of a type that YAML cannot hold.</summary>
public sealed record OddOptions
{
    /// <value>No YAML value.</value>
    [Description("Cannot be read.")]
    public Uri? Address { get; init; }
}

/// <summary>A factory whose options cannot be read.</summary>
[Plugin("odd-options", "Has options that YAML cannot hold.")]
public sealed class OddOptionsFactory : LossFactory<OddOptions>
{
    /// <inheritdoc/>
    public override DetectionLoss Create(OddOptions options, LossContext context) => throw new InvalidOperationException();
}

/// <summary>A factory without a constructor that the catalogue can call, with a bad name and no description.</summary>
/// <param name="size">Some argument.</param>
[Plugin("Bad Name", " ")]
public sealed class UnmakeableFactory(int size) : OwnBase
{
    /// <summary>The argument.</summary>
    public int Size { get; } = size;
}

/// <summary>A plugin that is no factory.</summary>
[Plugin("no-factory", "Is no factory.")]
public sealed class NoFactory;

/// <summary>A factory that cannot be instantiated.</summary>
[Plugin("abstract", "Is abstract.")]
public abstract class AbstractFactory : OwnBase;

[Plugin("hidden", "Is not public.")]
internal sealed class HiddenFactory : OwnBase;
