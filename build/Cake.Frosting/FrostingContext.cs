using Cake.Core;

namespace Cake.Frosting;

/// <summary>The default context, and the base class of a build's own; it forwards everything to Cake's context.</summary>
/// <param name="context">Cake's context.</param>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext;
