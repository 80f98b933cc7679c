namespace MultiBox.Pipeline.Importing;

/// <summary>What weights from elsewhere are for.</summary>
internal enum WeightUse
{
    /// <summary>A whole detector that is used as it is: everything has to fit.</summary>
    Detector,

    /// <summary>The start of a training: extra layers and predictors may have other shapes, and are then new.</summary>
    Start,

    /// <summary>A pretrained backbone: the rest of the network is new.</summary>
    Backbone,
}
