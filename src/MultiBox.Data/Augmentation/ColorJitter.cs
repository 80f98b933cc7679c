using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>Changes brightness, contrast, saturation and hue at random, each on its own, in this order.</summary>
/// <param name="Probability">How often each of the four changes, 0..1.</param>
/// <param name="Brightness">The largest change of the brightness, 0..255.</param>
/// <param name="Contrast">The largest relative change of the contrast, 0..1.</param>
/// <param name="Saturation">The largest relative change of the saturation, 0..1.</param>
/// <param name="Hue">The largest turn of the hue, in degrees.</param>
public sealed record ColorJitter(float Probability, float Brightness, float Contrast, float Saturation, float Hue)
{
    /// <summary>Chooses a change of colour.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <returns>The change; <see cref="ColorTransform.Identity"/> itself when nothing changes.</returns>
    public ColorTransform Sample(ref RandomSequence random)
    {
        ColorTransform? chain = null;
        if (random.Chance(Probability)) Add(ColorTransform.Brightness(random.Uniform(-Brightness, Brightness)));
        if (random.Chance(Probability)) Add(ColorTransform.Contrast(random.Uniform(1 - Contrast, 1 + Contrast)));
        if (random.Chance(Probability)) Add(ColorTransform.Saturation(random.Uniform(1 - Saturation, 1 + Saturation)));
        if (random.Chance(Probability)) Add(ColorTransform.Hue(random.Uniform(-Hue, Hue)));
        return chain ?? ColorTransform.Identity;

        void Add(ColorTransform next) => chain = chain?.Then(next) ?? next;
    }
}
