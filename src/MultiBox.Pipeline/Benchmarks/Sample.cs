namespace MultiBox.Pipeline.Benchmarks;

/// <summary>What one round of a workload gave.</summary>
/// <param name="Value">By the clock on the wall, in the workload's unit.</param>
/// <param name="CpuValue">
/// By the processor time of the whole process, in the same unit, which other programs disturb less; null where time plays no part.
/// </param>
internal readonly record struct Sample(double Value, double? CpuValue);
