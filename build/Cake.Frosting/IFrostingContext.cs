using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context that tasks, setups and teardowns receive.</summary>
public interface IFrostingContext : ICakeContext;
