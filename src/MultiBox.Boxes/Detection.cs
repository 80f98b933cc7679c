namespace MultiBox.Boxes;

/// <summary>A detected object.</summary>
/// <param name="Label">Its class, 1..C-1 (0 is the background and does not occur).</param>
/// <param name="Score">Its class probability, 0..1.</param>
/// <param name="Box">Its box; the producer states the frame.</param>
public readonly record struct Detection(int Label, float Score, Box Box);
