namespace MultiBox.Weights;

/// <summary>Writes the pickle of a state dictionary: an OrderedDict of tensors, each of a storage of its own that lies outside.</summary>
internal static class StatePickler
{
    /// <summary>Makes the pickle.</summary>
    /// <param name="tensors">The tensors; the storage of tensor i has the key i.</param>
    public static byte[] Pickle(IReadOnlyList<TensorSource> tensors)
    {
        var pickle = new PickleWriter();
        pickle.OrderedDictionary(tensors.Count == 0 ? null : () =>
        {
            foreach (var (i, tensor) in tensors.Index())
            {
                pickle.Text(tensor.Name);
                pickle.Tensor(PickleGlobal.StorageName(tensor.Type), $"{i}", tensor.Shape);
            }
        });
        return pickle.Finish();
    }
}
