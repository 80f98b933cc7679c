using System.Text;
using Google.Protobuf;
using MultiBox.Weights.Caffe;
using MultiBox.Weights.Tests.Mxnet;

namespace MultiBox.Weights.Tests;

/// <summary>
/// Damaged copies of good files: every one is read or refused, in bounded memory. <c>MULTIBOX_MUTATIONS</c> is the number of copies of each
/// file where more than the few of a usual run are wanted.
/// </summary>
public sealed class MutationTests
{
    // What the small files here may take beyond their size: the largest has some thousand entries.
    private const long MaxAllocated = 4 << 20;

    private static readonly int _copies = int.TryParse(Environment.GetEnvironmentVariable("MULTIBOX_MUTATIONS"), out var copies) ? copies : 300;

    private static readonly Dictionary<string, Func<byte[]>> _files = new()
    {
        ["small.pth"] = () => File.ReadAllBytes(TemporaryFile.Given("state.pth")),
        ["small-old.pth"] = () => File.ReadAllBytes(TemporaryFile.Given("state-old.pth")),
        ["wrapped.pth"] = () => File.ReadAllBytes(TemporaryFile.Given("wrapped.pth")),
        ["small.params"] = () => Params.File([Params.Array(2, [3], [1, 2, 3]), Params.Array(0, [2], [1, 2]), Params.Array(1, [1, 2], [1, 2]), Params.Empty(3)], ["arg:a", "arg:b", "aux:c", "d"]),
        ["network.pth"] = () => Written(WeightFormat.PyTorch),
        ["network.params"] = () => Written(WeightFormat.MxnetParams),
        ["network.safetensors"] = () => Written(WeightFormat.Safetensors),
        ["network.caffemodel"] = CaffeNetwork,
        ["network.json"] = () => Encoding.UTF8.GetBytes(Symbols.Network),
    };

    public static TheoryData<string> Files => [.. _files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_copy_is_read_or_refused_in_bounded_memory(string name)
    {
        var whole = _files[name]();
        Assert.Null(Bounded.Read(whole, Path.GetExtension(name), MaxAllocated));
        var mutator = new Mutator(whole);
        Check(name, random => mutator.Next(random));
    }

    [Theory]
    [InlineData("small.pth")]
    [InlineData("network.pth")]
    public void A_damaged_pickle_in_a_whole_archive_is_read_or_refused_in_bounded_memory(string name)
    {
        using var stream = new MemoryStream(_files[name]());
        var archive = new StoredZipReader(stream);
        var records = archive.Names.ToDictionary(record => record, archive.Read);
        var pickle = records.Keys.Single(record => record.EndsWith("data.pkl", StringComparison.Ordinal));
        var mutator = new Mutator(records[pickle]);
        Check(name, random =>
        {
            using var copy = new MemoryStream();
            var writer = new StoredZipWriter(copy);
            var damaged = mutator.Next(random);
            foreach (var (record, content) in records) writer.Add(record, record == pickle ? damaged : content);
            writer.Finish();
            return copy.ToArray();
        });
    }

    [Fact]
    public void A_damaged_header_of_the_right_length_is_read_or_refused_in_bounded_memory()
    {
        var whole = _files["network.safetensors"]();
        var data = 8 + (int)BitConverter.ToUInt64(whole);
        var mutator = new Mutator(whole[8..data]);
        Check("network.safetensors", random =>
        {
            var header = mutator.Next(random);
            return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. whole[data..]];
        });
    }

    private static void Check(string name, Func<Random, byte[]> make)
    {
        for (var seed = 0; seed < _copies; seed++)
        {
            var content = make(new Random(seed));
            try
            {
                Bounded.Read(content, Path.GetExtension(name), MaxAllocated);
            }
            catch (Exception fault)
            {
                Assert.Fail($"{name}, seed {seed}: {fault}");
            }
        }
    }

    private static byte[] Written(WeightFormat format)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        WeightFiles.Write(path, format, States.Network(counters: format != WeightFormat.MxnetParams).Select(TensorSource.Of), format == WeightFormat.Safetensors ? new Dictionary<string, string> { ["format"] = "pt" } : null);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static byte[] CaffeNetwork()
    {
        var network = new Network { Name = "network" };
        foreach (var (i, tensor) in States.Network(counters: false).Index())
        {
            var blob = new Blob { Data = { tensor.ToFloats() } };
            if (i % 2 == 0) blob.Shape = new Shape { Dim = { tensor.Shape } };
            else (blob.Num, blob.Channels, blob.Height, blob.Width) = (1, 1, 1, tensor.Count);
            if (i % 3 == 0) network.Layers.Add(new OldLayer { Name = tensor.Name, Type = 4, Blobs = { blob } });
            else network.Layer.Add(new Layer { Name = tensor.Name, Type = "Convolution", Blobs = { blob } });
        }

        return network.ToByteArray();
    }
}
