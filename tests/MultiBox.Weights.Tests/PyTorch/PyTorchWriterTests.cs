using System.IO.Compression;
using System.IO.Hashing;
using MultiBox.Testing;

namespace MultiBox.Weights.Tests.PyTorch;

public sealed class PyTorchWriterTests : IDisposable
{
    // Loads a file, also with the loader that trusts no pickle, and prints each tensor; then writes it again as both forms do.
    private const string Script =
        """
        import sys, torch
        state = torch.load(sys.argv[1], map_location="cpu")
        print(type(state).__module__, type(state).__name__)
        for weights in (state, torch.load(sys.argv[1], weights_only=True)):
            for name, tensor in weights.items():
                print(name, str(tensor.dtype)[6:], list(tensor.shape), tensor.is_contiguous(), tensor.requires_grad, tensor.double().sum().item())
        torch.save(state, sys.argv[2])
        torch.save(state, sys.argv[3], _use_new_zipfile_serialization=False)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Written => Path.Combine(_folder, "written.pth");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_archive_is_one_as_torch_save_makes_it()
    {
        Write([States.Random("a", WeightType.F32, 5), States.Random("b", WeightType.Bool, 3), States.Random("c", WeightType.I64)]);

        using var archive = ZipFile.OpenRead(Written);
        Assert.Equal(
            ["archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/data/1", "archive/data/2", "archive/version"],
            archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry =>
        {
            Assert.Equal(entry.Length, entry.CompressedLength);
            Assert.Equal(Crc32.HashToUInt32(Content(entry)), entry.Crc32);
            Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime);
        });
        Assert.Equal("little"u8.ToArray(), Content(archive.GetEntry("archive/byteorder")!));
        Assert.Equal("3\n"u8.ToArray(), Content(archive.GetEntry("archive/version")!));
    }

    [Fact]
    public void Every_record_begins_at_a_multiple_of_64_bytes()
    {
        Write(States.Network(counters: true));
        var file = File.ReadAllBytes(Written);
        using var archive = ZipFile.OpenRead(Written);
        var at = 0;
        foreach (var entry in archive.Entries)
        {
            Assert.Equal(0x04034b50u, BitConverter.ToUInt32(file, at));
            var data = at + 30 + BitConverter.ToUInt16(file, at + 26) + BitConverter.ToUInt16(file, at + 28);
            Assert.Equal(0, data % 64);
            Assert.Equal(Content(entry), file[data..(data + (int)entry.Length)]);
            at = data + (int)entry.Length;
        }
    }

    [Fact]
    public void The_pickle_has_the_instructions_of_pytorch()
    {
        Write([States.Random("w", WeightType.F16, 2, 3)]);
        using var archive = ZipFile.OpenRead(Written);
        Assert.Equal(
            Pickles.Text(
                "\u0080\u0002ccollections\nOrderedDict\n)R(X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nHalfStorage\n" +
                "X\u0001\0\0\00X\u0003\0\0\0cpuJ\u0006\0\0\0tQJ\0\0\0\0(J\u0002\0\0\0J\u0003\0\0\0t(J\u0003\0\0\0J\u0001\0\0\0t\u0089ccollections\nOrderedDict\n)RtRu."),
            Content(archive.GetEntry("archive/data.pkl")!));
    }

    [SkippableFact]
    public void PyTorch_loads_what_was_written_and_what_it_saves_is_read_the_same()
    {
        var tensors = Enum.GetValues<WeightType>().Select(type => States.Random($"{type}.weight", type, 2, 3, 4)).Concat(
            [States.Random("single", WeightType.I64), States.Random("empty", WeightType.F32, 0, 4), .. States.Network(counters: true)])
            .Select(Small).ToList();
        Write(tensors);
        var (zip, legacy) = (Path.Combine(_folder, "zip.pth"), Path.Combine(_folder, "legacy.pth"));

        Skip.IfNot(PythonTorch.IsThere, PythonTorch.Absent);
        var output = PythonTorch.Run(Script, Written, zip, legacy);

        string[] dtypes = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"];
        var lines = tensors.Select(tensor => $"{tensor.Name} {dtypes[(int)tensor.Type]} [{string.Join(", ", tensor.Shape)}] True False {Sum(tensor)}").ToList();
        Assert.Equal(["collections OrderedDict", .. lines, .. lines], output);
        foreach (var path in new[] { zip, legacy })
        {
            var read = WeightFiles.Read(path).Tensors;
            Assert.Equal(tensors.Select(tensor => tensor.Name), read.Select(tensor => tensor.Name));
            Assert.All(tensors.Zip(read), pair => Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
        }
    }

    // Whole numbers, whose sum is the same in any order; bytes are small anyway.
    private static WeightTensor Small(WeightTensor tensor)
    {
        var numbers = Enumerable.Range(0, tensor.Count).Select(i => (i % 17) - 8);
        return new WeightTensor(tensor.Name, tensor.Type, tensor.Shape, tensor.Type switch
        {
            WeightType.F64 => numbers.SelectMany(i => BitConverter.GetBytes((double)i)).ToArray(),
            WeightType.F32 => numbers.SelectMany(i => BitConverter.GetBytes((float)i)).ToArray(),
            WeightType.F16 => numbers.SelectMany(i => BitConverter.GetBytes((Half)i)).ToArray(),
            WeightType.BF16 => numbers.SelectMany(i => BitConverter.GetBytes((float)i)[2..]).ToArray(),
            WeightType.I64 => numbers.SelectMany(i => BitConverter.GetBytes((long)i)).ToArray(),
            WeightType.I32 => numbers.SelectMany(i => BitConverter.GetBytes(i)).ToArray(),
            WeightType.I16 => numbers.SelectMany(i => BitConverter.GetBytes((short)i)).ToArray(),
            _ => tensor.Data,
        });
    }

    private static string Sum(WeightTensor tensor) => tensor.ToFloats().Sum(value => (double)value).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private void Write(IReadOnlyList<WeightTensor> tensors) => WeightFiles.Write(Written, WeightFormat.PyTorch, tensors.Select(TensorSource.Of));
}
