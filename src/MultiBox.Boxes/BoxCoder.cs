namespace MultiBox.Boxes;

/// <summary>
/// Encodes a box as offsets against a default box and back (SSD, arXiv:1512.02325, sec. 2.2):
/// (gx - dx) / dw / v0, (gy - dy) / dh / v1, ln(gw / dw) / v2, ln(gh / dh) / v3. Law: Decode(Encode(x, d), d) = x.
/// </summary>
/// <param name="variances">The four divisors, (0.1, 0.1, 0.2, 0.2) in every published SSD.</param>
/// <param name="maxLogSize">
/// Upper bound of the decoded ln(width ratio) and ln(height ratio): ln(1000 / 16) in torchvision, null (none) in MXNet.
/// </param>
public sealed class BoxCoder(Variances variances, float? maxLogSize = null)
{
    /// <summary>torchvision's bound of decoded sizes, 1000 / 16 times the default box's: it keeps untrained networks from overflowing.</summary>
    public static float TorchvisionMaxLogSize { get; } = MathF.Log(1000f / 16);

    /// <summary>The divisors.</summary>
    public Variances Variances { get; } = variances;

    /// <summary>The bound on decoded sizes, null for none.</summary>
    public float? MaxLogSize { get; } = maxLogSize;

    /// <summary>Encodes a box.</summary>
    /// <param name="box">The box, in the default box's frame, wider and higher than 0.</param>
    /// <param name="defaultBox">The default box, wider and higher than 0.</param>
    /// <returns>The offsets.</returns>
    public Offsets Encode(Box box, Box defaultBox)
    {
        var g = box.ToCenter();
        var d = defaultBox.ToCenter();
        return new Offsets(
            (g.Cx - d.Cx) / d.Width / Variances.Cx,
            (g.Cy - d.Cy) / d.Height / Variances.Cy,
            MathF.Log(g.Width / d.Width) / Variances.Width,
            MathF.Log(g.Height / d.Height) / Variances.Height);
    }

    /// <summary>Decodes offsets.</summary>
    /// <param name="offsets">The offsets.</param>
    /// <param name="defaultBox">The default box they are relative to.</param>
    /// <returns>The box, in the default box's frame, not clipped.</returns>
    public Box Decode(Offsets offsets, Box defaultBox)
    {
        var d = defaultBox.ToCenter();
        var logWidth = offsets.W * Variances.Width;
        var logHeight = offsets.H * Variances.Height;
        if (MaxLogSize is { } max)
        {
            logWidth = MathF.Min(logWidth, max);
            logHeight = MathF.Min(logHeight, max);
        }

        return new CenterBox(
            (offsets.X * Variances.Cx * d.Width) + d.Cx,
            (offsets.Y * Variances.Cy * d.Height) + d.Cy,
            MathF.Exp(logWidth) * d.Width,
            MathF.Exp(logHeight) * d.Height).ToCorner();
    }
}
