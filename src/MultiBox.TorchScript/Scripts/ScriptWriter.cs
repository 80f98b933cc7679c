using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// Writes a graph as a module of TorchScript: <c>forward(images) -> (offsets, logits)</c>, a line for each step. Every line is one of
/// the few forms below and no text comes from outside: libtorch may end the process over a script that it does not understand.
/// </summary>
internal sealed class ScriptWriter
{
    private const int ChannelsLastFormat = 2; // torch.channels_last as scripts have it.
    private const int Float32Type = 6;

    private readonly StepGraph _graph;
    private readonly ScriptOptions _options;
    private readonly List<(string Name, Tensor Value)> _constants = [];
    private readonly Dictionary<Step, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _constantNames = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyList<Step> _order;
    private readonly Dictionary<Step, Step> _lastUse = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Step> _viewed = new(ReferenceEqualityComparer.Instance);

    private ScriptWriter(StepGraph graph, ScriptOptions options)
    {
        (_graph, _options, _order) = (graph, options, graph.InOrder());
        foreach (var step in _order)
        {
            _names[step] = $"x{_names.Count}";
            foreach (var input in step.Inputs) _lastUse[input] = step;
            if (step is BoxRowsStep) _viewed.UnionWith(step.Inputs);
        }

        // Outputs are used after all steps.
        foreach (var output in graph.Outputs) _lastUse.Remove(output);
    }

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph, of one input and two outputs.</param>
    /// <param name="options">For what.</param>
    /// <returns>The module; its tensors are in the current dispose scope.</returns>
    public static ScriptModuleSource Write(StepGraph graph, ScriptOptions options) => new ScriptWriter(graph, options).Module();

    private ScriptModuleSource Module()
    {
        var methods = new StringBuilder();
        Forward(methods);
        if (_options.PrepackedFor is { } images) Prepare(methods, images.InputSize, images.Batch);
        if (_order.Any(step => step is WinogradStep)) methods.Append(WinogradMethod());
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $"class {ScriptModuleSource.ClassName}(Module):\n");
        code.Append("  __parameters__ = []\n");
        code.Append(CultureInfo.InvariantCulture, $"  __buffers__ = [{string.Concat(_constants.Select(constant => $"\"{constant.Name}\", "))}]\n");
        foreach (var (name, _) in _constants) code.Append(CultureInfo.InvariantCulture, $"  {name} : Tensor\n");
        code.Append("  training : bool\n").Append(methods);
        return new ScriptModuleSource(code.ToString(), _constants);
    }

    private void Forward(StringBuilder code)
    {
        code.Append(CultureInfo.InvariantCulture, $"  def forward(self: __torch__.{ScriptModuleSource.ClassName},\n    images: Tensor) -> Tuple[Tensor, Tensor]:\n");
        foreach (var step in _order) code.Append(CultureInfo.InvariantCulture, $"    {_names[step]} = {Expression(step)}\n");
        code.Append(CultureInfo.InvariantCulture, $"    return ({string.Join(", ", _graph.Outputs.Select(Output))})\n");
    }

    private void Prepare(StringBuilder code, int inputSize, int batch)
    {
        code.Append(CultureInfo.InvariantCulture, $"  def {ScriptModuleSource.PrepareMethod}(self: __torch__.{ScriptModuleSource.ClassName}) -> NoneType:\n");
        var sizes = MapSizes.Of(_graph, inputSize);
        foreach (var convolution in _order.OfType<ConvolutionStep>())
        {
            var shape = convolution.Shape;
            var weight = Weight(convolution);
            if (!sizes.TryGetValue(convolution.Inputs[0], out var size)) continue;
            var map = List([batch, convolution.Weight.shape[1] * shape.Groups, size.Rows, size.Columns]);
            code.Append(
                CultureInfo.InvariantCulture,
                $"    {weight} = ops.mkldnn._reorder_convolution_weight({weight}, {List(shape.Padding)}, {List(shape.Stride)}, {List(shape.Dilation)}, {shape.Groups}, {map})\n");
        }

        var kernels = UseWinograd.KernelTransform();
        foreach (var weight in _order.OfType<WinogradStep>().Select(step => Weight(step.Convolution)))
        {
            // [out, in, 3, 3] -> [36, in, out]
            var columns = $"torch.reshape(torch.permute({weight}, [2, 3, 1, 0]), [9, -1])";
            code.Append(CultureInfo.InvariantCulture, $"    {weight} = torch.view(torch.mm({Constant(kernels, _options.Type)}, {columns}), [36, torch.size({weight}, 1), torch.size({weight}, 0)])\n");
        }

        code.Append("    return None\n");
    }

    private string Output(Step step) => _options.Type == ScalarType.Float32 ? _names[step] : $"torch.to({_names[step]}, {Float32Type})";

    private string Expression(Step step)
    {
        string[] x = [.. step.Inputs.Select(input => _names[input])];
        return step switch
        {
            InputStep => Input(),
            ConvolutionStep convolution => _options.PrepackedFor is not null ? Fused(convolution) : Plain(convolution),
            WinogradStep winograd => Winograd(winograd),
            // Batch norm of mean 0 and variance 1 is the one operation that does both in one pass, in float32 where the map is narrower.
            AffineStep affine => Activate(
                $"torch.batch_norm({x[0]}, {Constant(affine.Scale, float32)}, {Constant(affine.Shift, float32)}, {Means(affine)}, {Variances(affine)}, False, 0., 0., False)", affine.Activation, fresh: true),
            ActivationStep activation => Activate(x[0], activation.Activation, fresh: false),
            AddStep => $"torch.add({x[0]}, {x[1]})",
            MultiplyStep => $"torch.mul({x[0]}, {x[1]})",
            L2NormalizeStep => $"torch.div({x[0]}, torch.clamp_min(torch.norm({x[0]}, 2, [1], True), 9.9999999999999998e-13))",
            ConcatenateStep concatenate => $"torch.cat([{string.Join(", ", x)}], {concatenate.Dimension})",
            MaxPoolStep pool => $"torch.max_pool2d({x[0]}, {Square(pool.Kernel)}, {Square(pool.Stride)}, {Square(pool.Padding)}, [1, 1], {(pool.CeilMode ? "True" : "False")})",
            AveragePoolStep pool => $"torch.avg_pool2d({x[0]}, {Square(pool.Kernel)}, {Square(pool.Stride)}, {Square(pool.Padding)}, False, True, None)",
            GlobalAveragePoolStep => $"torch.adaptive_avg_pool2d({x[0]}, [1, 1])",
            BoxRowsStep rows => $"torch.reshape(torch.permute({x[0]}, [0, 2, 3, 1]), [torch.size({x[0]}, 0), -1, {rows.Values}])",
            BoxValuesStep values => $"torch.contiguous(torch.slice({x[0]}, 2, {values.Begin}, {values.End}, 1))",
            _ => throw new NotSupportedException($"There is no script for {step.GetType().Name}."),
        };
    }

    private string Input() => (_options.Type, _options.ChannelsLast) switch
    {
        (ScalarType.Float32, false) => "images",
        (ScalarType.Float32, true) => $"torch.contiguous(images, memory_format={ChannelsLastFormat})",
        (var type, false) => $"torch.to(images, {(int)type})",
        (var type, true) => $"torch.to(images, {(int)type}, False, False, {ChannelsLastFormat})",
    };

    private string Plain(ConvolutionStep convolution)
    {
        var shape = convolution.Shape;
        var map = _names[convolution.Inputs[0]];
        if (_options.Emulated) map = $"torch.to({map}, {Float32Type})";
        var result = $"torch.conv2d({map}, {Weight(convolution)}, {Bias(convolution)}, {List(shape.Stride)}, {List(shape.Padding)}, {List(shape.Dilation)}, {shape.Groups})";
        if (_options.Emulated) result = $"torch.to({result}, {(int)_options.Type})";
        return Finished(result, convolution);
    }

    private string Winograd(WinogradStep step)
    {
        var bias = step.Convolution.Bias is { } given ? Constant(given, _options.Type) : Filled("zeros", step.Convolution.Weight.shape[0], 0);
        return Finished($"(self).winograd({_names[step.Inputs[0]]}, {Weight(step.Convolution)}, {bias})", step.Convolution);
    }

    private string Finished(string result, ConvolutionStep convolution)
    {
        if (convolution.Residual is { } residual) result = $"torch.add_({result}, {_names[residual]})";
        return Activate(result, convolution.Activation, fresh: true);
    }

    // A map becomes tiles that overlap by two cells, [6, 6, N, rows, columns, C]. Products with a constant matrix bring their columns, then
    // their rows to the basis; 36 products are the convolution; two bring back tiles that lie side by side. The bias is what it adds to one
    // number of the basis, that of point 1 in both directions, which all cells of a tile get with factor 1. What the last tiles have beyond
    // the map is cut off.
    private string WinogradMethod()
    {
        var input = Constant(UseWinograd.InputTransform(), _options.Type);
        var output = Constant(UseWinograd.OutputTransform(), _options.Type);
        return $"""
              def winograd(self: __torch__.{ScriptModuleSource.ClassName},
                map: Tensor,
                weight: Tensor,
                bias: Tensor) -> Tensor:
                images, channels, rows, columns, = torch.size(map)
                down = (rows + 3) // 4
                across = (columns + 3) // 4
                height = 4 * down + 2
                width = 4 * across + 2
                padded = torch.contiguous(torch.constant_pad_nd(torch.permute(map, [0, 2, 3, 1]), [0, 0, 1, width - 1 - columns, 1, height - 1 - rows]))
                tiles = torch.as_strided(padded, [6, 6, images, down, across, channels], [width * channels, channels, height * width * channels, 4 * width * channels, 4 * channels, 1])
                columned = torch.view(torch.mm({input}, torch.reshape(tiles, [6, -1])), [6, 6, -1])
                changed = torch.bmm(torch.expand(torch.unsqueeze({input}, 0), [6, 6, 6]), columned)
                products = torch.bmm(torch.view(changed, [36, -1, channels]), weight)
                point = torch.add_(torch.select(products, 0, 7), bias)
                rowed = torch.bmm(torch.expand(torch.unsqueeze({output}, 0), [6, 4, 6]), torch.view(products, [6, 6, -1]))
                cells = torch.mm({output}, torch.view(rowed, [6, -1]))
                side = torch.permute(torch.view(cells, [4, 4, images, down, across, -1]), [2, 3, 0, 4, 1, 5])
                whole = torch.reshape(side, [images, 4 * down, 4 * across, -1])
                cut = torch.contiguous(torch.slice(torch.slice(whole, 1, 0, rows, 1), 2, 0, columns, 1))
                return torch.permute(cut, [0, 3, 1, 2])

            """;
    }

    private string Fused(ConvolutionStep convolution)
    {
        var shape = convolution.Shape;
        var operands = $"{_names[convolution.Inputs[0]]}, {Weight(convolution)}, {Bias(convolution)}, {List(shape.Padding)}, {List(shape.Stride)}, {List(shape.Dilation)}, {shape.Groups}";
        const string noScalars = "annotate(List[Optional[number]], [])";
        if (convolution.Residual is not { } residual)
        {
            var scalars = convolution.Activation == Activation.Relu6 ? "annotate(List[Optional[number]], [0., 6.])" : noScalars;
            return $"ops.mkldnn._convolution_pointwise({operands}, \"{Attribute(convolution.Activation)}\", {scalars}, \"\")";
        }

        // One form for both cases: an activation of "none" is not known here.
        var unary = convolution.Activation == Activation.None ? "None" : $"\"{Attribute(convolution.Activation)}\"";
        var tail = $"{operands}, \"add\", 1, {unary}, {noScalars}, None)";
        return Overwritable(residual, convolution)
            ? $"ops.mkldnn._convolution_pointwise_({_names[residual]}, {tail}"
            : $"ops.mkldnn._convolution_pointwise({_names[convolution.Inputs[0]]}, {_names[residual]}, {tail[(tail.IndexOf(',', StringComparison.Ordinal) + 2)..]}";
    }

    // Nothing else needs the map, and it is not the caller's: of all steps only a cast that is none hands on what it takes, and rows of
    // boxes look at it.
    private bool Overwritable(Step map, Step at) => !_viewed.Contains(map) &&
        map is ConvolutionStep or WinogradStep or AffineStep or AddStep or MultiplyStep or MaxPoolStep or AveragePoolStep && _lastUse.TryGetValue(map, out var last) && ReferenceEquals(last, at)
        && !at.Inputs.Take(1).Contains(map);

    private static string Activate(string value, Activation activation, bool fresh)
    {
        var place = fresh ? "_" : "";
        return activation switch
        {
            Activation.None => value,
            Activation.Relu => $"torch.relu{place}({value})",
            Activation.Relu6 => $"torch.hardtanh{place}({value}, 0., 6.)",
            Activation.HardSigmoid => $"torch.hardsigmoid{place}({value})",
            Activation.HardSwish => $"torch.hardswish{place}({value})",
            Activation.Sigmoid => $"torch.sigmoid{place}({value})",
            Activation.Silu => $"torch.silu{place}({value})",
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }

    private static string Attribute(Activation activation) => activation switch
    {
        Activation.None => "none",
        Activation.Relu => "relu",
        Activation.Relu6 => "hardtanh",
        Activation.HardSwish => "hardswish",
        Activation.Sigmoid => "sigmoid",
        Activation.Silu => "swish",
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private string Weight(ConvolutionStep convolution) => Operand(convolution.Weight);

    private string Bias(ConvolutionStep convolution) => convolution.Bias is { } bias ? Operand(bias) : "None";

    private string Operand(Tensor value) => Constant(value, _options.Type, _options.Emulated ? ScalarType.Float32 : _options.Type);

    private string Means(AffineStep affine) => Filled("means", affine.Scale.shape[0], 0);

    private string Variances(AffineStep affine) => Filled("variances", affine.Scale.shape[0], 1);

    private string Filled(string name, long count, float value)
    {
        name = $"{name}{count}";
        if (!_constants.Any(constant => constant.Name == name)) _constants.Add((name, full(count, value)));
        return $"self.{name}";
    }

    private string Constant(Tensor value, ScalarType type) => Constant(value, type, type);

    private string Constant(Tensor value, ScalarType rounded, ScalarType kept)
    {
        if (!_constantNames.TryGetValue(value, out var name))
        {
            name = $"constant{_constants.Count}";
            _constantNames.Add(value, name);
            _constants.Add((name, value.to(rounded).to(kept).contiguous()));
        }

        return $"self.{name}";
    }

    private static string Square(int side) => List([side, side]);

    private static string List(IEnumerable<long> values) => $"[{string.Join(", ", values)}]";
}
