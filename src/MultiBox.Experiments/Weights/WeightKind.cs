namespace MultiBox.Experiments;

/// <summary>What a file of weights holds.</summary>
public enum WeightKind
{
    /// <summary>A classifier, whose layers below the classification are a backbone.</summary>
    Backbone,

    /// <summary>A whole detector with its predictors.</summary>
    Detector,
}
