using Google.Protobuf;
using MultiBox.Onnx.Format;

namespace MultiBox.Onnx;

/// <summary>Writes graphs in ONNX's format.</summary>
internal static class OnnxFile
{
    /// <summary>The most that the format, a single message of protocol buffers, can hold.</summary>
    private const long Limit = int.MaxValue;

    public static void Write(OnnxGraph graph, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = ToModel(graph, Limit);
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            try
            {
                using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    model.WriteTo(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, full, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OnnxExportException($"{path}: cannot be written ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    public static void Write(OnnxGraph graph, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ToModel(graph, Limit).WriteTo(stream);
    }

    /// <summary>The graph as a message.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    internal static ModelProto ToModel(OnnxGraph graph, long limit)
    {
        graph.ThrowIfIncomplete();
        var proto = new GraphProto { Name = graph.Name };
        proto.Input.AddRange(graph.Inputs.Select(ToInfo));
        proto.Output.AddRange(graph.Outputs.Select(ToInfo));
        proto.Node.AddRange(graph.NodeList.Select(ToNode));
        var model = new ModelProto
        {
            IrVersion = OnnxExporter.IrVersion,
            ProducerName = "MultiBox.Onnx",
            ProducerVersion = typeof(OnnxFile).Assembly.GetName().Version!.ToString(3),
            Graph = proto,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxExporter.Opset });
        model.MetadataProps.AddRange(graph.Metadata.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));

        // Counted before the tensors are added: the message's own count overflows. A tensor's header is well under 1,024 bytes and its name.
        var size = model.CalculateSize() + graph.Constants.Sum(constant => constant.Content.LongLength + constant.Value.Name.Length + 1024);
        if (size > limit)
        {
            throw new OnnxExportException(
                $"The model has {size / 1e9:f2} GB, more than an ONNX file can hold ({limit / 1e9:f2} GB). Export parts of it, or its weights in half precision (module.to(ScalarType.Float16)).");
        }

        proto.Initializer.AddRange(graph.Constants.Select(ToTensor));
        return model;
    }

    private static NodeProto ToNode(OnnxNode node)
    {
        var proto = new NodeProto { Name = node.Name, OpType = node.Operation };
        proto.Input.AddRange(node.Inputs.Select(input => input.Name));
        proto.Output.AddRange(node.Outputs.Select(output => output.Name));
        proto.Attribute.AddRange(node.Attributes.Select(attribute => attribute.Proto));
        return proto;
    }

    private static TensorProto ToTensor(OnnxConstant constant)
    {
        var proto = new TensorProto
        {
            Name = constant.Value.Name,
            DataType = OnnxTypes.Of(constant.Type),
            // The content is not changed any more.
            RawData = UnsafeByteOperations.UnsafeWrap(constant.Content),
        };
        proto.Dims.AddRange(constant.Shape);
        return proto;
    }

    private static ValueInfoProto ToInfo(OnnxPort port)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(port.Shape.Select(dimension => dimension.IsDynamic
            ? new TensorShapeProto.Types.Dimension { DimParam = dimension.Name }
            : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size }));
        return new ValueInfoProto
        {
            Name = port.Value.Name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = OnnxTypes.Of(port.Type), Shape = shape } },
        };
    }
}
