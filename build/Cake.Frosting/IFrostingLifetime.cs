using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before the first task.</summary>
public interface IFrostingSetup
{
    /// <summary>Runs before the first task.</summary>
    /// <param name="context">The build's context.</param>
    /// <param name="info">The tasks that are about to run.</param>
    void Setup(ICakeContext context, ISetupContext info);
}

/// <summary>What happens after the last task.</summary>
public interface IFrostingTeardown
{
    /// <summary>Runs after the last task, failed or not.</summary>
    /// <param name="context">The build's context.</param>
    /// <param name="info">How the run ended.</param>
    void Teardown(ICakeContext context, ITeardownContext info);
}

/// <summary>What happens before the first task and after the last task.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown;
