namespace MultiBox.Pipeline.Training;

/// <summary>The methods that TorchSharp offers and the reference names.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam (arXiv:1412.6980).</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (arXiv:1711.05101).</summary>
    AdamW,

    /// <summary>RMSprop.</summary>
    RmsProp,

    /// <summary>Adadelta (arXiv:1212.5701).</summary>
    Adadelta,
}
