namespace MultiBox.Experiments;

/// <summary>The optimisers.</summary>
public enum OptimizerName
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay.</summary>
    Adamw,

    /// <summary>RMSprop.</summary>
    Rmsprop,

    /// <summary>Adadelta.</summary>
    Adadelta,
}
