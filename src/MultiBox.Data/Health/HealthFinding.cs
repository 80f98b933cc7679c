namespace MultiBox.Data;

/// <summary>Something about a data set that deserves attention.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Text">The finding and what to do about it, for people.</param>
public sealed record HealthFinding(HealthLevel Level, HealthTopic Topic, string Text);
