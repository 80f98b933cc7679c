using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>
/// Compares boxes by their bits. What states a box by its size may round to other corners, as a width beside a far smaller coordinate has no
/// digits left for it: then the corners are written too, and hold as long as the stated box is the one they were written with.
/// </summary>
internal static class ExactBox
{
    /// <summary>Whether two boxes have the same bits; 0 and -0 differ.</summary>
    /// <param name="a">A box.</param>
    /// <param name="b">Another.</param>
    public static bool Same(Box a, Box b) => Bits(a) == Bits(b);

    private static (int, int, int, int) Bits(Box box) => (
        BitConverter.SingleToInt32Bits(box.X1), BitConverter.SingleToInt32Bits(box.Y1),
        BitConverter.SingleToInt32Bits(box.X2), BitConverter.SingleToInt32Bits(box.Y2));
}
