using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>What a script is written for.</summary>
/// <param name="Type">The type of weights and maps; inputs and outputs are float32.</param>
/// <param name="ChannelsLast">Whether maps lie in memory with their channels innermost.</param>
/// <param name="Prepacked">Whether convolutions are oneDNN's, of weights in the order that suits this processor.</param>
internal sealed record ScriptOptions(ScalarType Type = ScalarType.Float32, bool ChannelsLast = false, bool Prepacked = false);
