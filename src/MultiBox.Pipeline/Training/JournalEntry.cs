using System.Text.Json.Serialization;

namespace MultiBox.Pipeline.Training;

/// <summary>A line of <c>train.jsonl</c>.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Optimiser steps done since the start.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(JournalStep), "step")]
[JsonDerivedType(typeof(JournalValidation), "validation")]
public abstract record JournalEntry(int Epoch, long Step);

/// <summary>Progress within an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">Optimiser steps done in the epoch.</param>
/// <param name="Step">Optimiser steps done since the start.</param>
/// <param name="ImagesPerSecond">Training speed since the line before.</param>
/// <param name="CrossEntropy">Mean classification term since the line before.</param>
/// <param name="SmoothL1">Mean localisation term since the line before.</param>
/// <param name="LearningRate">The weights' learning rate.</param>
public sealed record JournalStep(
    int Epoch, int Batch, long Step, double ImagesPerSecond, double CrossEntropy, double SmoothL1, double LearningRate) : JournalEntry(Epoch, Step)
{
    /// <summary>
    /// The share of the time since the line before that was lost by waiting for the loader, 0..1: a wait while the device was busy is none.
    /// Null in older files.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? InputWait { get; init; }
}

/// <summary>The result of a validation.</summary>
/// <param name="Epoch">The epoch after which it ran, from 1.</param>
/// <param name="Step">Optimiser steps done since the start.</param>
/// <param name="MeanAveragePrecision">mAP, 0..1.</param>
/// <param name="PerClass">AP by class name; null for a class without objects.</param>
public sealed record JournalValidation(
    int Epoch,
    long Step,
    [property: JsonPropertyName("mAP")] double? MeanAveragePrecision,
    IReadOnlyDictionary<string, double?> PerClass) : JournalEntry(Epoch, Step)
{
    /// <summary>The metric's further numbers by name, 0..1; null when it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double?>? Summary { get; init; }
}
