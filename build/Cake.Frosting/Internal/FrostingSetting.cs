namespace Cake.Frosting.Internal;

/// <summary>A value of Cake's configuration that the build sets.</summary>
internal sealed record FrostingSetting(string Key, string Value);
