using MultiBox.Model;
using MultiBox.Weights;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Importing;

/// <summary>Moves weights between a network and plain numbers.</summary>
internal static class NetworkWeights
{
    /// <summary>Puts mapped weights into a model, with what they take for granted; tensors that are new keep their numbers.</summary>
    /// <param name="model">The model, which keeps its tensors' identity, device and memory order.</param>
    /// <param name="weights">The weights.</param>
    public static void Put(SsdModel model, MappedWeights weights)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (name, own) in model.Network.state_dict())
        {
            if (weights.Values.TryGetValue(name, out var values)) own.copy_(tensor(values, own.shape));
        }

        model.Adopt(weights.Conventions);
    }

    /// <summary>Each tensor of a model as it is, floats as 32 bits.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<WeightTensor> TakeTensors(SsdModel model)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. model.Network.state_dict().Select(entry =>
            {
                var whole = !entry.Value.is_floating_point();
                var values = entry.Value.detach().cpu().to(whole ? ScalarType.Int64 : ScalarType.Float32).contiguous();
                return new WeightTensor(entry.Key, whole ? WeightType.I64 : WeightType.F32, entry.Value.shape, values.bytes.ToArray());
            }),
        ];
    }

    /// <summary>Shape and numbers of each tensor of a model, by name.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyDictionary<string, (IReadOnlyList<long> Shape, float[] Values)> Take(SsdModel model)
    {
        using var scope = NewDisposeScope();
        return model.Network.state_dict().ToDictionary(
            entry => entry.Key,
            entry => ((IReadOnlyList<long>)entry.Value.shape, entry.Value.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray()),
            StringComparer.Ordinal);
    }
}
