using MultiBox.Model.Profiling;

namespace MultiBox.Pipeline.Networks;

/// <summary>A backbone alone, at its usual size.</summary>
/// <param name="Name">Its name, with its version where several are installed.</param>
/// <param name="InputSize">The side of the square input in pixels.</param>
/// <param name="Profile">Its modules.</param>
/// <param name="Memory">The memory of a training step.</param>
/// <param name="Experiment">The experiment whose options, size, optimiser and frozen parameters these are; null for the defaults.</param>
internal sealed record BackboneRow(string Name, int InputSize, NetworkProfile Profile, TrainingMemory Memory, string? Experiment);
