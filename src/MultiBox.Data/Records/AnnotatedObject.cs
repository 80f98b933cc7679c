using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>One annotated object of an image.</summary>
/// <param name="Label">Its class, 1..C-1: the position of its name among the experiment's classes, plus 1 for the background.</param>
/// <param name="Box">Its box in original pixels, as the annotation states it (VOC: 1-based, inclusive, taken without "-1").</param>
/// <param name="Difficult">VOC's flag: not counted in evaluation.</param>
/// <param name="Truncated">VOC's flag: the object reaches out of the image.</param>
/// <param name="Crowd">COCO's flag: the box surrounds a group of objects. Nothing learns from it; evaluation passes over what it finds in it.</param>
/// <param name="Area">COCO's area of the object's outline in original pixels squared, by which evaluation tells small from large; null for the box's.</param>
public sealed record AnnotatedObject(int Label, Box Box, bool Difficult, bool Truncated, bool Crowd = false, double? Area = null);
