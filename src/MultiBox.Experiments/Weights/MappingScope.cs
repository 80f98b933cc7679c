namespace MultiBox.Experiments;

/// <summary>What published weights fill.</summary>
public enum MappingScope
{
    /// <summary>The backbone: extra layers and predictors start afresh.</summary>
    Backbone,

    /// <summary>The whole detector.</summary>
    Detector,
}
