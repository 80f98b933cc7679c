using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests;

public sealed class WeightWritingTests : IDisposable
{
    private static readonly string[] FormatNames = ["safetensors", "MXNet params", "PyTorch weight"];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<WeightFormat, WeightType> Types
    {
        get
        {
            var data = new TheoryData<WeightFormat, WeightType>();
            foreach (var type in Enum.GetValues<WeightType>())
            {
                data.Add(WeightFormat.Safetensors, type);
                data.Add(WeightFormat.PyTorch, type);
                if (!LackedByMxnet(type)) data.Add(WeightFormat.MxnetParams, type);
            }

            return data;
        }
    }

    public static TheoryData<WeightFormat> Formats => [.. Enum.GetValues<WeightFormat>()];

    private string File => Path.Combine(_folder, "new", "weights.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_tensor_of_every_type_comes_back_to_the_bit(WeightFormat format, WeightType type)
    {
        var tensors = new List<WeightTensor> { States.Random("b", type, 3, 1, 5), States.Random("a.weight", type, 7), States.Random("größe/μ \"<1>\"", type, 2, 3, 4, 5) };
        // To MXNet a tensor without sizes or numbers is one that was never filled.
        if (format != WeightFormat.MxnetParams) tensors.AddRange([States.Random("single", type), States.Random("empty", type, 0, 4), States.Random("ab", type, 1)]);

        Write(format, tensors);

        AssertSame(tensors, WeightFiles.Read(File).Tensors);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_network_goes_through_every_format_and_back(WeightFormat format)
    {
        var tensors = States.Network(counters: format != WeightFormat.MxnetParams);
        Write(format, tensors);
        var first = System.IO.File.ReadAllBytes(File);

        WeightFiles.Write(File, format, WeightFiles.Read(File));

        AssertSame(tensors, WeightFiles.Read(File).Tensors);
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Numbers_are_asked_for_one_tensor_at_a_time_and_once(WeightFormat format)
    {
        List<string> calls = [];
        var sources = new[] { "a", "b", "c" }.Select(name => new TensorSource(name, WeightType.F32, [2], stream =>
        {
            calls.Add(name);
            stream.Write(new byte[3]);
            stream.Write(new byte[5]);
        }));

        WeightFiles.Write(File, format, sources);

        Assert.Equal(["a", "b", "c"], calls);
        Assert.Equal(3, WeightFiles.Read(File).Tensors.Count);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_fails_while_writing_leaves_the_old_file_and_no_other(WeightFormat format)
    {
        Write(format, [States.Random("a", WeightType.F32, 2)]);
        var before = System.IO.File.ReadAllBytes(File);

        Assert.Throws<InvalidOperationException>(() => WeightFiles.Write(File, format, [new TensorSource("x", WeightType.F32, [2], stream => stream.Write(new byte[7]))]));
        Assert.Throws<TimeoutException>(() => WeightFiles.Write(File, format, [new TensorSource("x", WeightType.F32, [2], _ => throw new TimeoutException())]));
        Assert.Throws<MultiBoxException>(() => WeightFiles.Write(File, format, [new TensorSource("x", WeightType.F32, [2], _ => throw new IOException("gone"))]));

        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Everything_that_no_format_can_hold_is_named_at_once(WeightFormat format)
    {
        var fault = Assert.Throws<MultiBoxException>(() => Write(format,
        [
            States.Random("a", WeightType.F32, 1), States.Random("a", WeightType.F32, 1), States.Random("half \ud800", WeightType.F32, 1),
            States.Random("deep", WeightType.F32, [.. Enumerable.Repeat(1L, 65)]),
        ]));
        Assert.Equal(
            $"{File}: not written, as {FormatNames[(int)format]} files cannot hold:\n  a: 2 tensors of this name. Give each its own.\n" +
            "  a name of 6 letters that is too long or no Unicode: half \ud800. Rename the tensor.\n" +
            $"  deep: the shape [{string.Join(", ", Enumerable.Repeat(1, 64))}, ...], which has too many dimensions or numbers.",
            fault.Message);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Types_and_shapes_that_mxnet_lacks_are_named_with_what_to_do()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Write(WeightFormat.MxnetParams,
        [
            States.Random("arg:w", WeightType.BF16, 2), States.Random("arg:ok", WeightType.F32, 2), States.Random("arg:n", WeightType.I64), States.Random("arg:e", WeightType.F32, 0, 3),
        ]));
        Assert.Equal(
            $"{File}: not written, as MXNet params files cannot hold:\n" +
            "  arg:w: BF16 [2]: a type that it lacks. Convert it to F32, or write safetensors.\n" +
            "  arg:n: I64 []: a shape that it lacks. Leave the tensor out, give a single number the shape [1], or write safetensors.\n" +
            "  arg:e: F32 [0, 3]: a shape that it lacks. Leave the tensor out, give a single number the shape [1], or write safetensors.",
            fault.Message);
        Assert.All(Enum.GetValues<WeightType>().Where(LackedByMxnet), type => Assert.Throws<MultiBoxException>(() => Write(WeightFormat.MxnetParams, [States.Random("arg:w", type, 2)])));
    }

    [Fact]
    public void Metadata_are_kept_by_safetensors_and_refused_elsewhere()
    {
        var metadata = new Dictionary<string, string> { ["mean"] = "123, 117, 104", ["classes"] = "aéroplane" };
        WeightFiles.Write(File, WeightFormat.Safetensors, [TensorSource.Of(States.Random("a", WeightType.F32, 1))], metadata);
        var file = WeightFiles.Read(File);
        Assert.Equal(metadata.OrderBy(pair => pair.Key), file.Metadata.OrderBy(pair => pair.Key));

        var fault = Assert.Throws<MultiBoxException>(() => WeightFiles.Write(File, WeightFormat.PyTorch, file));
        Assert.Equal($"{File}: not written, as PyTorch weight files cannot hold:\n  the metadata classes, mean. Leave it out, or write safetensors.", fault.Message);
        Assert.Empty(WeightFiles.Read(TemporaryFile.Given("state.pth")).Metadata);
    }

    [Fact]
    public void A_name_that_safetensors_keeps_for_itself_is_refused() => Assert.Contains(
        "__metadata__: the name that the format keeps for itself. Rename the tensor.",
        Assert.Throws<MultiBoxException>(() => Write(WeightFormat.Safetensors, [States.Random("__metadata__", WeightType.F32, 1)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Safetensors_lays_the_widest_numbers_first_and_keeps_the_order_of_names()
    {
        Write(WeightFormat.Safetensors, [States.Random("u", WeightType.U8, 3), States.Random("f", WeightType.F32, 1), States.Random("l", WeightType.I64)]);
        using var file = SafetensorsFile.Open(File);
        Assert.Equal([("u", 12L), ("f", 8L), ("l", 0L)], file.Entries.Select(entry => (entry.Name, entry.Begin)));
    }

    [Fact]
    public void Mxnet_files_have_the_bytes_of_its_second_version()
    {
        var tensors = new[] { ("arg:conv0_weight", new float[] { 1, 2, 3, 4, 5, 6 }, new long[] { 2, 3 }), ("aux:bn0_moving_mean", [7], [1]) };
        Write(WeightFormat.MxnetParams, [.. tensors.Select(t => new WeightTensor(t.Item1, WeightType.F32, t.Item3, t.Item2.SelectMany(BitConverter.GetBytes).ToArray()))]);
        Assert.Equal(Mxnet.Params.File([.. tensors.Select(t => Mxnet.Params.Array(2, t.Item3, t.Item2))], [.. tensors.Select(t => t.Item1)]), System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_place_that_cannot_be_written_is_told(WeightFormat format)
    {
        System.IO.File.WriteAllText(Path.GetDirectoryName(File)!, "a file in the folder's place");
        var fault = Assert.Throws<MultiBoxException>(() => Write(format, [States.Random("a", WeightType.F32, 1)]));
        Assert.StartsWith($"{File}: cannot be written (", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pth_file_without_tensors_is_refused() => Assert.Contains(
        "no tensor at all. Name at least one.", Assert.Throws<MultiBoxException>(() => Write(WeightFormat.PyTorch, [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pth_file_larger_than_its_archive_can_be_is_refused_before_it_is_written()
    {
        var fault = Assert.Throws<MultiBoxException>(() => WeightFiles.Write(File, WeightFormat.PyTorch, [new TensorSource("x", WeightType.F32, [1 << 15, 1 << 15], _ => Assert.Fail("asked for"))]));
        Assert.Contains(" bytes; an archive has at most 4294967295. Write safetensors.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Writing_takes_the_memory_of_one_tensor_and_reading_that_of_the_file(WeightFormat format)
    {
        var (count, numbers) = (16, new byte[1 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WeightFiles.Write(File, format, Enumerable.Range(0, count).Select(i => new TensorSource($"arg:{i}", WeightType.F32, [numbers.Length / 4], stream => stream.Write(numbers))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, numbers.Length / 2);

        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(count, WeightFiles.Read(File).Tensors.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (count * numbers.Length) + (numbers.Length / 2));
    }

    private static bool LackedByMxnet(WeightType type) => type is WeightType.BF16 or WeightType.I16 or WeightType.Bool;

    private static void AssertSame(IReadOnlyList<WeightTensor> expected, IReadOnlyList<WeightTensor> found)
    {
        Assert.Equal(expected.Select(tensor => (tensor.Name, tensor.Type, string.Join(", ", tensor.Shape))), found.Select(tensor => (tensor.Name, tensor.Type, string.Join(", ", tensor.Shape))));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
    }

    private void Write(WeightFormat format, IReadOnlyList<WeightTensor> tensors) => WeightFiles.Write(File, format, tensors.Select(TensorSource.Of));
}
