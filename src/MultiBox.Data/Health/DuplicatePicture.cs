namespace MultiBox.Data;

/// <summary>One picture in two splits: a leak, as what is trained on one cannot be judged by the other.</summary>
/// <param name="First">The picture in the split that comes first.</param>
/// <param name="Second">The picture in the other split.</param>
/// <param name="Kind">How alike they are.</param>
/// <param name="Distance">For near duplicates how far their perceptual hashes are apart, in bits; null when unknown.</param>
public sealed record DuplicatePicture(PictureReference First, PictureReference Second, DuplicateKind Kind, int? Distance = null);
