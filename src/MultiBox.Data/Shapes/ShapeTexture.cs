using System.Numerics;

namespace MultiBox.Data;

/// <summary>A pattern of two colours over a plane, for backgrounds and for the inside of shapes.</summary>
internal sealed class ShapeTexture
{
    private const int LatticeSize = 16;

    private readonly Pattern _pattern;
    private readonly Vector3 _first;
    private readonly Vector3 _second;
    private readonly Vector2 _direction;
    private readonly float _phase;
    private readonly float[] _lattice = [];

    /// <summary>Chooses a pattern.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="first">One colour, 0..255.</param>
    /// <param name="second">The other colour, 0..255.</param>
    /// <param name="frequency">Periods of stripes, checks and noise within one unit of the plane.</param>
    public ShapeTexture(ref RandomSequence random, Vector3 first, Vector3 second, float frequency)
    {
        _pattern = (Pattern)random.NextInt(5);
        (_first, _second) = (first, second);
        var (sin, cos) = Math.SinCos(random.Uniform(0, 2 * MathF.PI));
        _direction = new Vector2((float)cos, (float)sin) * (_pattern == Pattern.Gradient ? 1 : frequency * random.Uniform(0.6f, 1.4f));
        _phase = random.NextSingle();
        if (_pattern != Pattern.Noise) return;
        _lattice = new float[LatticeSize * LatticeSize];
        for (var i = 0; i < _lattice.Length; i++) _lattice[i] = random.NextSingle();
    }

    private enum Pattern
    {
        Plain,
        Gradient,
        Stripes,
        Checks,
        Noise,
    }

    /// <summary>The mean of the two colours.</summary>
    public Vector3 Mean => _pattern == Pattern.Plain ? _first : (_first + _second) / 2;

    /// <summary>The colour at a point.</summary>
    /// <param name="point">The point; the plane's unit square or the shape's -1..1.</param>
    public Vector3 At(Vector2 point)
    {
        var u = Vector2.Dot(point, _direction) + _phase;
        var v = (point.Y * _direction.X) - (point.X * _direction.Y) + _phase;
        return _pattern switch
        {
            Pattern.Plain => _first,
            Pattern.Gradient => Vector3.Lerp(_first, _second, Math.Clamp((u + 1) / 3, 0, 1)),
            Pattern.Stripes => Vector3.Lerp(_first, _second, Wave(u)),
            Pattern.Checks => Vector3.Lerp(_first, _second, Math.Abs(Wave(u) - Wave(v))),
            _ => Vector3.Lerp(_first, _second, Noise(u, v)),
        };
    }

    // A triangle wave, steepened: stripes with soft edges.
    private static float Wave(float t)
    {
        t -= MathF.Floor(t);
        return Math.Clamp((Math.Abs((2 * t) - 1) - 0.25f) * 2, 0, 1);
    }

    private float Noise(float u, float v)
    {
        var (x, y) = (MathF.Floor(u), MathF.Floor(v));
        var (fx, fy) = (u - x, v - y);
        fx *= fx * (3 - (2 * fx));
        fy *= fy * (3 - (2 * fy));
        var (i, j) = ((int)x & (LatticeSize - 1), (int)y & (LatticeSize - 1));
        var (k, l) = ((i + 1) & (LatticeSize - 1), (j + 1) & (LatticeSize - 1));
        var top = float.Lerp(_lattice[(j * LatticeSize) + i], _lattice[(j * LatticeSize) + k], fx);
        var bottom = float.Lerp(_lattice[(l * LatticeSize) + i], _lattice[(l * LatticeSize) + k], fx);
        return float.Lerp(top, bottom, fy);
    }
}
