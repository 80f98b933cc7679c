using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>Registers a build's services in one place.</summary>
public interface IFrostingStartup
{
    /// <summary>Adds services.</summary>
    /// <param name="services">The host's services.</param>
    void Configure(IServiceCollection services);
}
