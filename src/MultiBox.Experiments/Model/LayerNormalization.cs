namespace MultiBox.Experiments;

/// <summary>What follows a convolution of an extra layer before its ReLU.</summary>
public enum LayerNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Batch normalisation.</summary>
    Batch,
}
