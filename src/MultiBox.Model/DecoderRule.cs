namespace MultiBox.Model;

/// <summary>Which of the two decoders makes detections of predictions.</summary>
public enum DecoderRule
{
    /// <summary>torchvision's: <see cref="Boxes.PerClassDecoder"/>.</summary>
    PerClass,

    /// <summary>MXNet's: <see cref="Boxes.BestClassDecoder"/>.</summary>
    BestClass,
}
