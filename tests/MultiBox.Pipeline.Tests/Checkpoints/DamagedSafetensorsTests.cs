using System.Buffers.Binary;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Inference.Runs;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Checkpoints;

/// <summary>Files that are cut off, that lie, or that were made to do harm.</summary>
public sealed class DamagedSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string WeightsFile => _folder["weights.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    // Lying: shape and place do not fit each other or the data.
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "tensor 'a': F32 [2] does not fill bytes 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,4]}}""", 4, "tensor 'a': F32 [0] does not fill bytes 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 8, "its tensors take 16 bytes, but 8 follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "its tensors take 8 bytes, but 12 follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'a' begins at byte 4 of the data, expected 0")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "tensor 'b' begins at byte 4 of the data, expected 8")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""", 2, "tensor 'a' is listed twice")]
    // Hostile: numbers that are no sizes, or whose product is none.
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor 'a': -1 is no size or offset")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "tensor 'a': 1.5 is no size or offset")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "tensor 'a': 1 is no size or offset")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "tensor 'a': 9223372036854775808 is no size or offset")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "tensor 'a': shape [4611686018427387904, 4] is too large")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "tensor 'a': shape [0, 4611686018427387904, 4] is too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "tensor 'a': -4 is no size or offset")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "tensor 'a': data_offsets [4, 0] are no begin and end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", 4, "tensor 'a': data_offsets [4] are no begin and end")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "tensor 'a': unknown dtype 'F8_E4M3'")]
    public void A_header_that_cannot_be_true_is_refused(string header, int dataBytes, string why) => Assert.Equal(
        $"{WeightsFile}: not a whole safetensors file: its header cannot be read: {why}. Fetch or make it again, or use another.", FaultOf(header, dataBytes));

    [Theory]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":4}}""")]
    [InlineData("""{"a":4}""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void A_header_that_is_none_is_refused(string header) =>
        Assert.StartsWith($"{WeightsFile}: not a whole safetensors file: its header cannot be read: ", FaultOf(header, 4), StringComparison.Ordinal);

    [Fact]
    public void Deeply_nested_headers_are_refused() =>
        Assert.Contains("its header cannot be read", FaultOf(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), 0), StringComparison.Ordinal);

    [Fact]
    public void A_file_shorter_than_its_prefix_is_refused()
    {
        File.WriteAllBytes(WeightsFile, new byte[7]);
        Assert.Equal($"{WeightsFile}: not a whole safetensors file: at least 8 bytes are expected, found 7. Fetch or make it again, or use another.", Fault());
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        File.WriteAllBytes(WeightsFile, []);
        Assert.Equal($"{WeightsFile}: empty, or no file but a pipe or device. Fetch or make it again, or use another.", Fault());
    }

    [Theory]
    [InlineData(11UL)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        File.WriteAllBytes(WeightsFile, [.. BitConverter.GetBytes(length), .. new byte[10]]);
        Assert.Equal($"{WeightsFile}: not a whole safetensors file: its header claims {length} bytes, but 10 follow. Fetch or make it again, or use another.", Fault());
    }

    [Fact]
    public void A_header_longer_than_the_format_allows_is_refused()
    {
        using (var stream = File.Create(WeightsFile))
        {
            // A sparse file: it takes no room.
            stream.SetLength(100_000_100);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, 100_000_001);
            stream.Write(length);
        }

        Assert.Equal(
            $"{WeightsFile}: not a whole safetensors file: its header claims 100000001 bytes, more than the 100000000 that the format allows. " +
            "Fetch or make it again, or use another.",
            Fault());
    }

    [Fact]
    public void Every_truncation_is_refused_and_leaves_no_tensor_behind()
    {
        using var tensor = arange(5, ScalarType.Float32);
        Safetensors.Write(WeightsFile, new Dictionary<string, Tensor> { ["a"] = tensor, ["b"] = tensor });
        var whole = File.ReadAllBytes(WeightsFile);
        // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
        var before = Tensor.TotalCount;
        for (var length = 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(WeightsFile, whole[..length]);
            Assert.Contains("not a whole safetensors file", Fault(), StringComparison.Ordinal);
        }

        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    private string FaultOf(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(WeightsFile, [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[dataBytes]]);
        return Fault();
    }

    private string Fault() => Assert.Throws<MultiBoxException>(() => Safetensors.Read(WeightsFile)).Message;
}
