using System.Numerics;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>
/// The outline of one shape in a picture: its signed distance gives the share of each pixel that it covers. Circles and rings
/// are ellipses when the two radii differ; the other shapes are polygons.
/// </summary>
internal sealed class ShapeOutline
{
    private readonly ShapeKind _kind;
    private readonly Vector2 _center;
    private readonly Vector2 _radii;
    private readonly Vector2 _axis;
    private readonly Vector2[] _corners;
    private readonly float _hole;

    /// <summary>Places a shape.</summary>
    /// <param name="kind">Which shape.</param>
    /// <param name="center">Its centre, in pixels.</param>
    /// <param name="radii">Its extents along its own axes, in pixels.</param>
    /// <param name="angle">Its turn, in radians.</param>
    /// <param name="hole">A ring's inner radius, in its outer one; an arm's half width of a cross; a star's inner radius.</param>
    public ShapeOutline(ShapeKind kind, Vector2 center, Vector2 radii, float angle, float hole)
    {
        _kind = kind;
        _center = center;
        _radii = radii;
        _hole = hole;
        // In double precision, whose last bit may differ between platforms, and rounded, where it then does not.
        var (sin, cos) = Math.SinCos(angle);
        _axis = new Vector2((float)cos, (float)sin);
        _corners = [.. Corners(kind, hole).Select(p => center + Turn(p * radii))];
        Extent = _corners.Length > 0 ? ExtentOf(_corners) : ExtentOfEllipse();
    }

    /// <summary>The whole shape's tight box, in pixels, also outside of the picture.</summary>
    public Box Extent { get; }

    /// <summary>A pixel's position in the shape's own frame, where the shape fits into -1..1.</summary>
    /// <param name="point">The position in pixels.</param>
    public Vector2 ToLocal(Vector2 point)
    {
        var d = point - _center;
        return new Vector2((d.X * _axis.X) + (d.Y * _axis.Y), (d.Y * _axis.X) - (d.X * _axis.Y)) / _radii;
    }

    /// <summary>The share of a pixel that the shape covers, 0..1: exact to first order in the distance to the outline.</summary>
    /// <param name="point">The pixel's centre, in pixels.</param>
    public float Coverage(Vector2 point) => Math.Clamp(0.5f - Distance(point), 0, 1);

    private static IEnumerable<Vector2> Corners(ShapeKind kind, float hole) => kind switch
    {
        ShapeKind.Square => [new(-0.8f, -0.8f), new(0.8f, -0.8f), new(0.8f, 0.8f), new(-0.8f, 0.8f)],
        ShapeKind.Triangle => Enumerable.Range(0, 3).Select(i => OnCircle(i / 3.0, 1)),
        ShapeKind.Star => Enumerable.Range(0, 10).Select(i => OnCircle(i / 10.0, i % 2 == 0 ? 1 : hole)),
        ShapeKind.Cross =>
        [
            new(-hole, -1), new(hole, -1), new(hole, -hole), new(1, -hole), new(1, hole), new(hole, hole),
            new(hole, 1), new(-hole, 1), new(-hole, hole), new(-1, hole), new(-1, -hole), new(-hole, -hole),
        ],
        _ => [],
    };

    private static Vector2 OnCircle(double turn, float radius)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * turn);
        return new Vector2((float)sin, -(float)cos) * radius;
    }

    private static Box ExtentOf(Vector2[] points) => new(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));

    private Box ExtentOfEllipse()
    {
        var x = MathF.Sqrt((_radii.X * _radii.X * _axis.X * _axis.X) + (_radii.Y * _radii.Y * _axis.Y * _axis.Y));
        var y = MathF.Sqrt((_radii.X * _radii.X * _axis.Y * _axis.Y) + (_radii.Y * _radii.Y * _axis.X * _axis.X));
        return new Box(_center.X - x, _center.Y - y, _center.X + x, _center.Y + y);
    }

    private Vector2 Turn(Vector2 p) => new((p.X * _axis.X) - (p.Y * _axis.Y), (p.X * _axis.Y) + (p.Y * _axis.X));

    private float Distance(Vector2 point)
    {
        if (_corners.Length > 0) return PolygonDistance(point);
        var local = ToLocal(point);
        var outer = EllipseDistance(local, 1);
        return _kind == ShapeKind.Ring ? Math.Max(outer, -EllipseDistance(local, _hole)) : outer;
    }

    // The implicit function over the length of its gradient: exact on the outline.
    private float EllipseDistance(Vector2 local, float scale)
    {
        var length = local.Length();
        if (length < 1e-6f) return -scale * Math.Min(_radii.X, _radii.Y);
        return (length - scale) * length / (local / _radii).Length();
    }

    private float PolygonDistance(Vector2 p)
    {
        var nearest = float.MaxValue;
        var inside = false;
        var a = _corners[^1];
        foreach (var b in _corners)
        {
            var edge = b - a;
            var toPoint = p - a;
            var t = Math.Clamp(Vector2.Dot(toPoint, edge) / Vector2.Dot(edge, edge), 0, 1);
            nearest = Math.Min(nearest, (toPoint - (edge * t)).LengthSquared());
            if (a.Y > p.Y != b.Y > p.Y && p.X < a.X + (toPoint.Y * edge.X / edge.Y)) inside = !inside;
            a = b;
        }

        return inside ? -MathF.Sqrt(nearest) : MathF.Sqrt(nearest);
    }
}
