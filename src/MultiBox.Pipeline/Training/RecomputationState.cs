using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// What a backward pass leaves for its end. libtorch calls it back, on threads of its own for CUDA: no exception may pass through, and
/// there is no dispose scope that would free what it hands over.
/// </summary>
internal sealed class RecomputationState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Tensor> _handedOver = [];
    private ExceptionDispatchInfo? _fault;

    /// <summary>
    /// Notes a tensor that libtorch takes over when the calling function returns to it. It is freed with the next one of the same thread, as
    /// libtorch has a reference of its own by then: a backward pass that kept all of them would take much of what it saves.
    /// </summary>
    /// <param name="tensor">The tensor, of no dispose scope.</param>
    /// <returns>The same.</returns>
    public Tensor HandOver(Tensor tensor)
    {
        Tensor? taken;
        lock (_lock)
        {
            _handedOver.Remove(Environment.CurrentManagedThreadId, out taken);
            _handedOver.Add(Environment.CurrentManagedThreadId, tensor);
        }

        taken?.Dispose();
        return tensor;
    }

    /// <summary>Notes a fault; the first one counts.</summary>
    /// <param name="fault">The fault.</param>
    public void Fail(Exception fault)
    {
        lock (_lock) _fault ??= ExceptionDispatchInfo.Capture(fault);
    }

    /// <summary>Frees what was handed over, and raises the fault.</summary>
    public void EndBackward()
    {
        Free();
        var fault = _fault;
        _fault = null;
        fault?.Throw();
    }

    /// <summary>Frees what was handed over, and forgets the fault.</summary>
    public void Forget()
    {
        Free();
        _fault = null;
    }

    /// <summary>Frees what was handed over.</summary>
    public void Free()
    {
        lock (_lock)
        {
            foreach (var tensor in _handedOver.Values) tensor.Dispose();
            _handedOver.Clear();
        }
    }
}
