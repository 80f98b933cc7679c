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
    private readonly List<Tensor> _handedOver = [];
    private ExceptionDispatchInfo? _fault;

    /// <summary>Notes a tensor that is to be freed when the backward pass is over.</summary>
    /// <param name="tensor">The tensor, of no dispose scope.</param>
    /// <returns>The same.</returns>
    public Tensor HandOver(Tensor tensor)
    {
        lock (_lock) _handedOver.Add(tensor);
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
            foreach (var tensor in _handedOver) tensor.Dispose();
            _handedOver.Clear();
        }
    }
}
