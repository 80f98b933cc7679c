using System.Text;
using MultiBox.Abstractions;
using MultiBox.Inference.Runs;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<ScalarType> Types =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16,
        ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private string WeightsFile => _folder["weights.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void A_tensor_of_every_type_and_rank_comes_back(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var matrix = arange(12, ScalarType.Float32).reshape(3, 4).to(type);
        var tensors = new Dictionary<string, Tensor>
        {
            ["matrix"] = matrix,
            ["scalar"] = matrix[1, 2].clone(),
            ["empty"] = zeros([0, 4], type),
            ["vector"] = matrix[2].clone(),
        };
        Safetensors.Write(WeightsFile, tensors);
        AssertSame(tensors, Safetensors.Read(WeightsFile));
    }

    [Fact]
    public void Infinite_and_undefined_numbers_come_back_to_the_bit()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue];
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["x"] = tensor(numbers) });
        var found = Safetensors.Read(WeightsFile)["x"].data<float>().ToArray();
        Assert.Equal(numbers.Select(BitConverter.SingleToUInt32Bits), found.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Values_are_stored_row_by_row_whatever_the_order_in_memory()
    {
        using var scope = NewDisposeScope();
        var matrix = arange(24, ScalarType.Float32).reshape(2, 3, 4);
        var tensors = new Dictionary<string, Tensor>
        {
            ["turned"] = matrix.permute(2, 0, 1),
            ["cut"] = matrix[TensorIndex.Colon, TensorIndex.Slice(1), TensorIndex.Slice(0, 4, 2)],
            ["spread"] = matrix[0, 0].expand(5, 4),
        };
        Safetensors.Write(WeightsFile, tensors);
        AssertSame(tensors, Safetensors.Read(WeightsFile));
    }

    [Fact]
    public void Parameters_are_written_without_their_gradients()
    {
        using var scope = NewDisposeScope();
        var weight = ones(2, requires_grad: true);
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["weight"] = weight });
        Assert.False(Safetensors.Read(WeightsFile)["weight"].requires_grad);
        Assert.True(weight.requires_grad);
    }

    [Fact]
    public void The_bytes_are_those_of_the_published_format()
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(
            WeightsFile,
            new Dictionary<string, Tensor> { ["b"] = tensor((float[])[1, -2]), ["a"] = tensor(5L) },
            new Dictionary<string, string> { ["format"] = "pt" });
        // u64 length, header with tensors in order of their names, spaces up to a multiple of 8, then the data in the same order.
        const string header =
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] five = [5, 0, 0, 0, 0, 0, 0, 0];
        byte[] oneAndMinusTwo = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0];
        byte[] expected = [.. BitConverter.GetBytes((ulong)padded.Length), .. Encoding.UTF8.GetBytes(padded), .. five, .. oneAndMinusTwo];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(File.ReadAllBytes(WeightsFile)));
    }

    [Fact]
    public void Equal_tensors_make_equal_bytes_whatever_their_order()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (arange(3), arange(6).reshape(2, 3));
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        Safetensors.Write(_folder["other"], new Dictionary<string, Tensor> { ["b"] = b.t().contiguous().t(), ["a"] = a });
        Assert.Equal(File.ReadAllBytes(WeightsFile), File.ReadAllBytes(_folder["other"]));
    }

    [Fact]
    public void Metadata_comes_back_without_the_tensors()
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["classes"] = "gr\u00fcn, \"rot\"" };
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["x"] = ones(1) }, metadata);
        var before = Tensor.TotalCount;
        Assert.Equal(metadata.OrderBy(pair => pair.Key), Safetensors.ReadMetadata(WeightsFile).OrderBy(pair => pair.Key));
        Assert.InRange(Tensor.TotalCount, 0, before);

        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor>());
        Assert.Empty(Safetensors.ReadMetadata(WeightsFile));
    }

    [Fact]
    public void A_file_without_tensors_is_one()
    {
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor>());
        Assert.Empty(Safetensors.Read(WeightsFile));
    }

    [Fact]
    public void Names_of_any_letters_come_back()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["head.\"gr\u00f6\u00dfe\"+<1>/\u03bc"] = ones(1), [""] = zeros(1) };
        Safetensors.Write(WeightsFile, tensors);
        AssertSame(tensors, Safetensors.Read(WeightsFile));
    }

    [Fact]
    public void Writing_and_reading_leave_no_tensor_behind()
    {
        using var tensor = ones(2, 3);
        // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
        var before = Tensor.TotalCount;
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["x"] = tensor });
        Assert.InRange(Tensor.TotalCount, 0, before);
        foreach (var read in Safetensors.Read(WeightsFile).Values) read.Dispose();
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void A_type_that_the_format_lacks_leaves_the_old_file()
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["x"] = ones(1) });
        var before = File.ReadAllBytes(WeightsFile);
        var fault = Assert.Throws<MultiBoxException>(() => Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["x"] = ones(1, ScalarType.ComplexFloat32) }));
        Assert.StartsWith("x: weight files hold no ComplexFloat32. Expected Float64, ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(WeightsFile));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Equal($"{WeightsFile}: there is no such file. Fetch or make it again, or use another.", Fault());

    private static void AssertSame(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> found)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal((tensor.dtype, string.Join(' ', tensor.shape)), (found[name].dtype, string.Join(' ', found[name].shape)));
            Assert.True(tensor.eq(found[name]).all().item<bool>(), name);
            found[name].Dispose();
        }
    }

    private string Fault() => Assert.Throws<MultiBoxException>(() => Safetensors.Read(WeightsFile)).Message;
}
