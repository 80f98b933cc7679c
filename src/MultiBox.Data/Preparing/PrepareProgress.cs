namespace MultiBox.Data;

/// <summary>How far preparing is.</summary>
/// <param name="Split">The split.</param>
/// <param name="Stage">What is being done, in one word for people: <c>reading</c> or <c>packing</c>.</param>
/// <param name="Done">The images done.</param>
/// <param name="Total">All images of the split; 0 while the lists are still being read.</param>
/// <param name="TakenOver">How many of the images done were taken over from an earlier pack without being decoded.</param>
public sealed record PrepareProgress(string Split, string Stage, int Done, int Total, int TakenOver = 0);
