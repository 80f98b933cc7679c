using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// Operations of libtorch over whole lists of tensors, which TorchSharp does not bind: one call each, whatever the number of tensors, and
/// nothing that is read back from the device. They are reached through TorchScript.
/// </summary>
internal static class TensorScripts
{
    // A script that does not compile ends the process, hence constants only. Lists have to be arguments: operations that change a
    // list which the script itself built are optimised away.
    private const string Source = """
        def sgd(p: List[Tensor], g: List[Tensor], m: List[Tensor], lr: float, weight_decay: float, momentum: float, nesterov: bool, skip: Tensor):
          torch._fused_sgd_(p, g, m, weight_decay=weight_decay, momentum=momentum, lr=lr, dampening=0.0, nesterov=nesterov, maximize=False, is_first_step=False, grad_scale=None, found_inf=skip)

        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], t: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, skip: Tensor):
          torch._fused_adam_(p, g, m, v, x, t, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=1e-8, amsgrad=False, maximize=False, grad_scale=None, found_inf=skip)

        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], t: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, skip: Tensor):
          torch._fused_adamw_(p, g, m, v, x, t, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=1e-8, amsgrad=False, maximize=False, grad_scale=None, found_inf=skip)

        def norm(g: List[Tensor]) -> Tensor:
          return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)), 2)

        def scale(g: List[Tensor], factor: Tensor):
          torch._foreach_mul_(g, factor)

        def unscale(g: List[Tensor], skip: Tensor, inverse: Tensor):
          torch._amp_foreach_non_finite_check_and_unscale_(g, skip, inverse)

        def adjust(scale: Tensor, tracker: Tensor, skip: Tensor, growth: float, backoff: float, interval: int):
          torch._amp_update_scale_(scale, tracker, skip, growth, backoff, interval)

        def approach(a: List[Tensor], b: List[Tensor], weight: float):
          torch._foreach_lerp_(a, b, weight)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    /// <summary>A step of SGD; momentum buffers that are all 0 are those of a first step.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients, in the same memory order.</param>
    /// <param name="momenta">Their momentum buffers; none with a momentum of 0.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="weightDecay">L2 penalty.</param>
    /// <param name="momentum">The momentum.</param>
    /// <param name="nesterov">Nesterov's form.</param>
    /// <param name="skip"><c>[1]</c>: 1 leaves everything as it is.</param>
    public static void Sgd(Tensor[] parameters, Tensor[] gradients, Tensor[] momenta, double rate, double weightDecay, double momentum, bool nesterov, Tensor skip) =>
        Invoke("sgd", parameters, gradients, momenta, rate, weightDecay, momentum, nesterov, skip);

    /// <summary>A step of Adam or AdamW.</summary>
    /// <param name="decoupled">AdamW.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients, in the same memory order.</param>
    /// <param name="first">Their first moments.</param>
    /// <param name="second">Their second moments.</param>
    /// <param name="step">The number of this step, from 1: a float32 scalar.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="beta1">First moment's decay.</param>
    /// <param name="beta2">Second moment's decay.</param>
    /// <param name="weightDecay">L2 penalty, decoupled in AdamW.</param>
    /// <param name="skip"><c>[1]</c>: 1 leaves everything as it is.</param>
    public static void Adam(
        bool decoupled, Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second, Tensor step, double rate, double beta1, double beta2, double weightDecay, Tensor skip) =>
        Invoke(
            decoupled ? "adamw" : "adam", parameters, gradients, first, second, Array.Empty<Tensor>(), Enumerable.Repeat(step, parameters.Length).ToArray(),
            rate, beta1, beta2, weightDecay, skip);

    /// <summary>The Euclidean norm of all tensors together: a scalar on their device.</summary>
    /// <param name="tensors">The tensors, at least one.</param>
    public static Tensor Norm(Tensor[] tensors) => (Tensor)Invoke("norm", new object[] { tensors })!;

    /// <summary>Multiplies tensors in place.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="factor">A scalar on their device.</param>
    public static void Scale(Tensor[] tensors, Tensor factor) => Invoke("scale", tensors, factor);

    /// <summary>Multiplies gradients in place and notes whether one of them is not finite.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="skip"><c>[1]</c>: becomes 1 when one is not finite, and stays as it is otherwise.</param>
    /// <param name="inverse"><c>[1]</c>: the factor.</param>
    public static void Unscale(Tensor[] gradients, Tensor skip, Tensor inverse) => Invoke("unscale", gradients, skip, inverse);

    /// <summary>Lowers a loss scale after a step that was skipped, and raises it after a number of steps that were not.</summary>
    /// <param name="scale"><c>[1]</c>: the scale.</param>
    /// <param name="tracker"><c>[1]</c>, int32: steps since the last change.</param>
    /// <param name="skip"><c>[1]</c>: 1 when the step was skipped.</param>
    /// <param name="growth">Factor upwards.</param>
    /// <param name="backoff">Factor downwards.</param>
    /// <param name="interval">Steps until it grows.</param>
    public static void AdjustScale(Tensor scale, Tensor tracker, Tensor skip, double growth, double backoff, int interval) =>
        Invoke("adjust", scale, tracker, skip, growth, backoff, (long)interval);

    /// <summary>Moves tensors towards others: a + weight x (b - a), in place.</summary>
    /// <param name="tensors">a.</param>
    /// <param name="targets">b.</param>
    /// <param name="weight">The weight, 0..1.</param>
    public static void Approach(Tensor[] tensors, Tensor[] targets, double weight) => Invoke("approach", tensors, targets, weight);

    // TorchSharp makes scalars of numbers itself, but holds none of them while the script runs: the garbage collector may free them first.
    private static object? Invoke(string name, params object[] arguments)
    {
        var scalars = new List<Scalar>();
        var held = arguments.Select(argument => argument switch
        {
            double number => Hold(number),
            long number => Hold(number),
            _ => argument,
        }).ToArray();
        var result = Unit.Value.invoke(name, held);
        foreach (var scalar in scalars) scalar.Dispose();
        return result;

        object Hold(Scalar scalar)
        {
            scalars.Add(scalar);
            return scalar;
        }
    }
}
