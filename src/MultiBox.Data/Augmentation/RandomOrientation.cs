using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>Turns, mirrors and flips at random.</summary>
/// <param name="MirrorProbability">How often left and right swap, 0..1.</param>
/// <param name="FlipProbability">How often top and bottom swap, 0..1.</param>
/// <param name="TurnProbability">How often the picture turns by 90, 180 or 270 degrees, 0..1.</param>
public sealed record RandomOrientation(float MirrorProbability, float FlipProbability, float TurnProbability)
{
    /// <summary>Chooses an orientation.</summary>
    /// <param name="random">The source of randomness.</param>
    public Orientation Sample(ref RandomSequence random)
    {
        var turn = random.Chance(TurnProbability) ? Orientation.Turn(1 + random.NextInt(3)) : default;
        var mirror = random.Chance(MirrorProbability);
        var flip = random.Chance(FlipProbability);
        return turn with { Mirror = turn.Mirror ^ mirror, Flip = turn.Flip ^ flip };
    }
}
