using System.Collections;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.Model.Profiling;

/// <summary>
/// Listens to what modules of any signature get and give when they are called. TorchSharp's hooks are typed by the signature, so that each
/// is compiled for its module.
/// </summary>
internal sealed class ForwardHooks : IDisposable
{
    private readonly List<Action> _removers = [];

    /// <summary>Listens to a module until this is disposed.</summary>
    /// <param name="module">The module; one that cannot be called with hooks is passed over.</param>
    /// <param name="ran">Told each run's inputs and outputs after it, the tensors in lists and tuples included.</param>
    public void Attach(nn.Module module, Action<List<Tensor>, List<Tensor>> ran)
    {
        var hookable = module.GetType();
        while (hookable is not null && !(hookable.IsGenericType && hookable.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>))) hookable = hookable.BaseType;
        if (hookable is null) return;

        // (module, input 1, ..., output) => output
        var hookType = hookable.GetGenericArguments()[1];
        var parameters = hookType.GetMethod("Invoke")!.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        Action<object?[], object?> told = (inputs, output) => ran([.. Tensors(inputs)], [.. Tensors(output)]);
        var hook = Expression.Lambda(
            hookType,
            Expression.Block(
                Expression.Invoke(
                    Expression.Constant(told),
                    Expression.NewArrayInit(typeof(object), parameters[1..^1].Select(input => Expression.Convert(input, typeof(object)))),
                    Expression.Convert(parameters[^1], typeof(object))),
                parameters[^1]),
            parameters).Compile(preferInterpretation: true);
        var remover = hookable.GetMethod("register_forward_hook", [hookType])!.Invoke(module, [hook])!;
        _removers.Add(remover.GetType().GetMethod("remove")!.CreateDelegate<Action>(remover));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var remove in _removers) remove();
        _removers.Clear();
    }

    private static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        HeadOutput output => [output.Offsets, output.Logits],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        IEnumerable many => many.Cast<object?>().SelectMany(Tensors),
        _ => [],
    };
}
