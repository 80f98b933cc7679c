namespace MultiBox.Experiments;

/// <summary>How the width and height of a box in pixels are counted in evaluation.</summary>
public enum BoxConvention
{
    /// <summary>Corners are pixels that belong to the box: width = x2 - x1 + 1 (the VOC development kit).</summary>
    Devkit,

    /// <summary>Corners are points: width = x2 - x1.</summary>
    Continuous,
}
