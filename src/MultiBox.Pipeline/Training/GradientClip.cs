using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>Bounds the norm of all gradients together, as <c>clip_grad_norm_</c> does, without reading it back.</summary>
internal static class GradientClip
{
    private const double SmallestNorm = 1e-6;

    /// <summary>Scales gradients down in place when their common norm is larger than the limit.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="skip"><c>[1]</c>: becomes 1 when the norm is not finite.</param>
    public static void Apply(Tensor[] gradients, double limit, Tensor skip)
    {
        if (gradients.Length == 0) return;
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var norm = TensorScripts.Norm(gradients);
        TensorScripts.Scale(gradients, ((norm + SmallestNorm).reciprocal() * limit).clamp_max(1));
        skip.copy_(skip.maximum(norm.isfinite().logical_not().to(ScalarType.Float32)));
    }
}
