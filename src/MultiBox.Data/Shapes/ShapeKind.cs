namespace MultiBox.Data;

/// <summary>The classes of the generated data set; their names in lower case are the class names.</summary>
internal enum ShapeKind
{
    Circle,
    Cross,
    Ring,
    Square,
    Star,
    Triangle,
}
