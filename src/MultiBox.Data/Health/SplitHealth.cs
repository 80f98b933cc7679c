namespace MultiBox.Data;

/// <summary>What a split holds.</summary>
/// <param name="Name">Its name, e.g. <c>train</c>.</param>
/// <param name="Images">Its images.</param>
/// <param name="EmptyImages">How many of them hold no object, only background or crowd regions.</param>
/// <param name="Listed">The images that its lists name.</param>
/// <param name="LeftOut">How many of those were left out for holding no object of the classes.</param>
/// <param name="Objects">Its objects, difficult ones included, crowd regions not.</param>
/// <param name="Crowd">Its crowd regions, which nothing else here counts.</param>
/// <param name="Outside">Its objects that training and evaluation never see, as their centre or all of their area is outside of the image.</param>
/// <param name="Classes">The classes in the order of their labels.</param>
/// <param name="Imbalance">How unevenly the objects are spread over the classes.</param>
/// <param name="ObjectsPerImage">Objects in an image.</param>
/// <param name="Boxes">The sizes and shapes of the objects.</param>
/// <param name="Pictures">The sizes of the pictures.</param>
/// <param name="Matching">What the default boxes match; null where there are none.</param>
/// <param name="BadData">Every fault and what was done about it.</param>
public sealed record SplitHealth(
    string Name,
    int Images,
    int EmptyImages,
    int Listed,
    int LeftOut,
    int Objects,
    int Crowd,
    int Outside,
    IReadOnlyList<ClassHealth> Classes,
    ClassImbalance Imbalance,
    ObjectsPerImage ObjectsPerImage,
    BoxShapes Boxes,
    PictureSizes Pictures,
    MatchingHealth? Matching,
    IReadOnlyList<BadDataEntry> BadData);
