namespace MultiBox.Boxes;

/// <summary>What makes class scores of the class logits of a default box.</summary>
public enum ScoreActivation
{
    /// <summary>The softmax over all classes with the background: one class a default box, the scores add up to 1.</summary>
    Softmax,

    /// <summary>
    /// The sigmoid of each class on its own, as for losses that train each class against all else (RetinaNet, arXiv:1708.02002). The
    /// background's logit says nothing.
    /// </summary>
    Sigmoid,
}
