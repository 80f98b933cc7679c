using MultiBox.Abstractions;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Inference.Runs;

/// <summary>Brings the weights of a file into a network.</summary>
internal static class ModelWeights
{
    /// <summary>
    /// Reads a model's parameters and buffers, with what they take for granted; every one has to be there with its shape, and no other.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, whose network keeps its tensors' identity and memory order.</param>
    /// <exception cref="MultiBoxException">Names or shapes differ: all of them are listed.</exception>
    public static void Load(string path, SsdModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Load(path, model.Network);
        LoadConventions(path, model);
    }

    /// <summary>Reads what a model's weights take for granted; older files without it leave the model as it is.</summary>
    /// <param name="path">The file of weights.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="MultiBoxException">It is there but cannot be read.</exception>
    public static void LoadConventions(string path, SsdModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            if (WeightConventions.FromMetadata(Safetensors.ReadMetadata(path)) is { } conventions) model.Adopt(conventions);
        }
        catch (FormatException fault)
        {
            throw new MultiBoxException($"{path}: its metadata cannot be read: {fault.Message}. Train or import again.", fault);
        }
    }

    /// <summary>Reads a network's parameters and buffers; every one has to be there with its shape, and no other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network, which keeps its tensors' identity and memory order.</param>
    /// <exception cref="MultiBoxException">Names or shapes differ: all of them are listed.</exception>
    public static void Load(string path, nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var saved = Safetensors.Read(path);
        try
        {
            var own = network.state_dict();
            List<string> faults =
            [
                .. own.Keys.Where(name => !saved.ContainsKey(name)).Select(name => $"{name}: missing in the file"),
                .. saved.Keys.Where(name => !own.ContainsKey(name)).Select(name => $"{name}: not part of the network"),
                .. own.Where(entry => saved.TryGetValue(entry.Key, out var other) && !entry.Value.shape.SequenceEqual(other.shape))
                    .Select(entry => $"{entry.Key}: expected [{string.Join(", ", entry.Value.shape)}], found [{string.Join(", ", saved[entry.Key].shape)}]"),
            ];
            if (faults.Count > 0)
            {
                throw new MultiBoxException($"{path}: the weights are not of this network:\n  {string.Join("\n  ", faults.Take(20))}" +
                    (faults.Count > 20 ? $"\n  and {faults.Count - 20} more" : "") + "\nUse the experiment that they were trained with.");
            }

            using var noGradients = no_grad();
            foreach (var (name, tensor) in own) tensor.copy_(saved[name]);
        }
        finally
        {
            foreach (var tensor in saved.Values) tensor.Dispose();
        }
    }
}
