using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>What a script is written for.</summary>
/// <param name="Type">The type of weights and maps; inputs and outputs are float32.</param>
/// <param name="ChannelsLast">Whether maps lie in memory with their channels innermost.</param>
/// <param name="PrepackedFor">The sides in pixels and the number of images for which convolutions are oneDNN's, of weights in the order that suits this processor; null where they are not.</param>
/// <param name="Emulated">Whether convolutions compute in float32 what instructions for a shorter type would: products of its numbers, rounded to it after the sum.</param>
internal sealed record ScriptOptions(ScalarType Type = ScalarType.Float32, bool ChannelsLast = false, (int InputSize, int Batch)? PrepackedFor = null, bool Emulated = false);
