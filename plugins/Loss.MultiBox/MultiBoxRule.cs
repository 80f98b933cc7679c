namespace MultiBox.Plugins.Loss;

/// <summary>Whose rule of matching, mining and normalising the loss follows.</summary>
public enum MultiBoxRule
{
    /// <summary>torchvision's <c>SSD.compute_loss</c>: both terms divided by the number of positives in the batch.</summary>
    Torchvision,

    /// <summary>MXNet's MultiBoxTarget, SoftmaxOutput and MakeLoss: each term divided by the number of its own valid entries.</summary>
    Mxnet,
}
