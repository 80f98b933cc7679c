using Cake.Core.Packaging;

namespace Cake.Frosting;

/// <summary>Installs the tools that a build asks for.</summary>
public interface IToolInstaller
{
    /// <summary>Installs one tool and makes its files known to the tool locator.</summary>
    /// <param name="tool">The tool's package.</param>
    /// <exception cref="FrostingException">No installer knows the scheme, or nothing was installed.</exception>
    void Install(PackageReference tool);
}
