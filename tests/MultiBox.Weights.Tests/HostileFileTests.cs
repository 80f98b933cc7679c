using System.Diagnostics;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Weights.Tests.Mxnet;
using MultiBox.Weights.Tests.PyTorch;

namespace MultiBox.Weights.Tests;

/// <summary>Files that were made to take more memory or time than they have bytes, and paths that are no files.</summary>
public sealed class HostileFileTests
{
    private const int Many = 3_000_000;

    // Each is a few megabytes that would become hundreds, or gigabytes, if they were believed.
    public static TheoryData<string, string, string> Amplifiers => new()
    {
        { "empty dictionaries in a pickle", ".pth", "more than 1000000 instructions" },
        { "marks in a pickle", ".pth", "more than 1000000 instructions" },
        { "remembered objects in a pickle", ".pth", "more than 1000000 instructions" },
        { "a list that is put into itself again and again", ".pth", "more than 1000000 instructions" },
        { "tuples nested without end", ".pth", "it holds no tensor by name" },
        { "a tuple of tuples of tuples, doubling", ".pth", "it holds no tensor by name" },
        { "a long name before many short ones", ".pth", "a name of more than 512 letters" },
        { "a long key beside the state", ".pth", "it holds no tensor by name" },
        { "a line without end", ".pth", "a line of more than 1048576 bytes" },
        { "views of one storage", ".pth", "more than 4 times the file's" },
        { "dimensions of a tensor", ".pth", "dimensions at byte" },
        { "arrays of four bytes", ".params", "it has 3000000 arrays, expected at most 16384" },
        { "names of no letters", ".params", "it has 3000000 names, expected at most 16384" },
        { "layers of three bytes", ".caffemodel", "it has more than 16384 layers and blobs" },
        { "blobs of two bytes", ".caffemodel", "it has more than 16384 layers and blobs" },
        { "sizes of a blob", ".caffemodel", "expected at most 128" },
        { "numbers of a blob one by one", ".caffemodel", "but 600000 numbers" },
        { "fields that nobody knows", ".caffemodel", "it holds no layer with weights" },
        { "groups in groups", ".caffemodel", "not a whole caffemodel file" },
        { "tensors of no numbers", ".safetensors", "it lists more than 16384 tensors" },
        { "dimensions in a header", ".safetensors", "shape has more than 64 numbers" },
        { "pairs of metadata", ".safetensors", "__metadata__ has more than 16384 pairs" },
        { "numbers that nobody asks for", ".safetensors", "its tensors take 1 bytes, but 0 follow" },
        { "nodes of a symbol", ".json", "not a whole MXNet symbol file" },
        { "inputs of a node", ".json", "takes its input from node 0" },
        { "attributes of a node", ".json", "takes its input from node 5" },
        { "a symbol nested without end", ".json", "not a whole MXNet symbol file" },
    };

    [Theory]
    [MemberData(nameof(Amplifiers))]
    public void A_file_takes_no_more_memory_than_is_promised(string what, string extension, string why) =>
        Assert.Contains(why, Bounded.Read(Make(what), extension), StringComparison.Ordinal);

    [Fact]
    public void A_storage_that_is_stated_twice_and_differently_is_refused()
    {
        // Read as bytes first, its second reader would look for eight times as many.
        const string view = "ctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\n{0}\nVs\nVcpu\nI6\ntQI0\n(I6\nt(I1\ntI00\nNtR";
        var pickle = $"(dVa\n{string.Format(null, CompositeFormat.Parse(view), "ByteStorage")}sVb\n{string.Format(null, CompositeFormat.Parse(view), "DoubleStorage")}s.";
        var why = Bounded.Read(Pickles.Legacy(Pickles.Text(pickle), [.. Pickles.Text("(lVs\na."), .. BitConverter.GetBytes(6L), .. new byte[48]]), ".pth");
        Assert.Contains("its storage 's' is stated twice, as 6 U8 and as 6 F64", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_with_other_strides_are_copied_right_and_at_most_as_many_as_the_file_is_large()
    {
        using var file = new TemporaryFile(Pickles.Views(storage: 24, count: 1, shape: [2, 1, 3, 4], strides: [12, 7, 1, 3]), ".pth");
        var tensor = Assert.Single(WeightFiles.Read(file.Path).Tensors);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)((i / 12 * 12) + (i / 4 % 3) + (i % 4 * 3))), tensor.ToFloats());
        Assert.Contains("more than 4 times the file's", Bounded.Read(Pickles.Views(storage: 60_000, count: 100, shape: [200, 300], strides: [1, 200]), ".pth"), StringComparison.Ordinal);
        Assert.Contains("leaves its storage of 24 numbers", Bounded.Read(Pickles.Views(storage: 24, count: 1, shape: [1_000_000_000], strides: [0]), ".pth"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.pth", 10, 8, "its record new/data.pkl is compressed or encrypted")] // The method, in the directory.
    [InlineData("state.pth", 24, 0x7fffffff, "is compressed or encrypted")]
    [InlineData("state.pth", 42, 0x7fffffff, "the record new/data.pkl is said to be at or to have 2147483647")]
    public void An_archive_whose_directory_lies_is_refused(string name, int field, int value, string why)
    {
        var content = File.ReadAllBytes(TemporaryFile.Given(name));
        var directory = content.AsSpan().IndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(content.AsSpan(directory + field), field == 10 ? (short)value : value);
        Assert.Contains(why, Bounded.Read(content, ".pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_records_that_share_bytes_or_names_is_refused()
    {
        Assert.Contains("its record b lies inside another", Bounded.Read(Archive(archive => archive.Add("a", new byte[100]), archive => archive.Add("b", new byte[50]), bytes =>
        {
            // The directory's second entry points to a forged head inside the first record's data.
            var inside = 64 + 8;
            bytes.AsSpan(64 + 100, 31).CopyTo(bytes.AsSpan(inside));
            bytes.AsSpan(inside + 28, 2).Clear();
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 22 - 47 + 42), inside);
        }), ".pth"), StringComparison.Ordinal);
        Assert.Contains("its record a is listed twice", Bounded.Read(Archive(archive => archive.Add("a", new byte[100]), archive => archive.Add("a", new byte[50]), _ => { }), ".pth"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_claims_a_great_many_records_is_refused()
    {
        using var stream = new MemoryStream();
        var archive = new StoredZipWriter(stream);
        for (var i = 0; i < WeightLimits.Tensors + 100; i++) archive.Add($"{i}", []);
        archive.Finish();
        Assert.Contains("expected at most 16384", Bounded.Read(stream.ToArray(), ".pth"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".params")]
    [InlineData(".caffemodel")]
    [InlineData(".json")]
    public void An_empty_file_is_refused(string extension) => Assert.Contains("empty, or no file but a pipe or device", Bounded.Read([], extension), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_file_is_refused_without_being_waited_for()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "weights.pth"), "x");
            Fails(folder, $"{folder}: a folder, expected a file.");
            var absent = Path.Combine(folder, "wieghts.pth");
            Fails(absent, $"{absent}: there is no such file. Did you mean 'weights.pth'? Fetch or make it again, or use another.");
            if (OperatingSystem.IsWindows()) return;
            Fails("/dev/zero", "/dev/zero: empty, or no file but a pipe or device. Fetch or make it again, or use another.");
            var pipe = Path.Combine(folder, "pipe.pth");
            Process.Start("mkfifo", pipe).WaitForExit();
            Fails(pipe, $"{pipe}: empty, or no file but a pipe or device. Fetch or make it again, or use another.");
            var link = Path.Combine(folder, "link.pth");
            File.CreateSymbolicLink(link, pipe);
            Fails(link, $"{link}: empty, or no file but a pipe or device. Fetch or make it again, or use another.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static void Fails(string path, string message)
        {
            Assert.Equal(message, Assert.Throws<MultiBoxException>(() => WeightFiles.Read(path)).Message);
            Assert.Equal(message, Assert.Throws<MultiBoxException>(() => MxnetSymbol.Read(path)).Message);
        }
    }

    [SkippableTheory]
    [InlineData("\x12\x01\0\0\0\0\0\0")]
    [InlineData("PK\x03\x04")]
    [InlineData("\x02\0\0\0\0\0\0\0{}")]
    [InlineData("\x0a")]
    public void A_file_of_holes_that_is_larger_than_the_memory_is_refused(string head)
    {
        using var file = new TemporaryFile(Encoding.Latin1.GetBytes(head), ".caffemodel");
        using (var stream = File.OpenWrite(file.Path))
        {
            try
            {
                stream.SetLength(8L << 40);
            }
            catch (IOException)
            {
                Skip.If(true, "The file system has no files of 8 TiB.");
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.StartsWith($"{file.Path}: ", Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_link_to_a_file_is_read()
    {
        if (OperatingSystem.IsWindows()) return; // Links are for administrators there.
        var link = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        File.CreateSymbolicLink(link, TemporaryFile.Given("state.pth"));
        try
        {
            Assert.NotEmpty(WeightFiles.Read(link).Tensors);
        }
        finally
        {
            File.Delete(link);
        }
    }

    private static byte[] Make(string what) => what switch
    {
        "empty dictionaries in a pickle" => Pickle(new string('}', Many)),
        "marks in a pickle" => Pickle(new string('(', Many)),
        "remembered objects in a pickle" => Pickle("]" + new string('\x94', Many)),
        "a list that is put into itself again and again" => Pickle("]\x94" + Repeat("h\0a", Many / 3)),
        "tuples nested without end" => Pickle(")" + new string('\x85', 900_000)),
        "a tuple of tuples of tuples, doubling" => Pickle(")" + Repeat("2\x86", 450_000)),
        "a long name before many short ones" => Pickle($"}}X\0\0\u0008\0{new string('n', 1 << 19)}}}({Numbered("N", 100_000)}us"),
        "a long key beside the state" => Pickle($"}}X\u0005\0\0\0model}}sX\0\0\u0008\0{new string('n', 1 << 19)}\u00940({Repeat("h\0N", 100_000)}u"),
        "a line without end" => Pickle("V" + new string('n', Many)),
        "views of one storage" => Pickles.Views(storage: 100_000, count: 2000, shape: [100_000], strides: [1]),
        "dimensions of a tensor" => Pickles.Views(storage: 1, count: 1, shape: [.. Enumerable.Repeat(1, 300_000)], strides: [.. Enumerable.Repeat(1, 300_000)]),
        "arrays of four bytes" => [.. BitConverter.GetBytes(0x112UL), .. new byte[8], .. BitConverter.GetBytes((ulong)Many), .. new byte[4 * Many], .. new byte[8]],
        "names of no letters" => [.. Params.File([Params.Array(2, [1], [1])], [])[..^8], .. BitConverter.GetBytes((ulong)Many), .. new byte[8 * Many]],
        "layers of three bytes" => Bytes([0xa2, 0x06, 0], Many / 3),
        "blobs of two bytes" => Layer(Bytes([0x3a, 0], Many / 2)),
        "sizes of a blob" => Layer(Message(0x3a, Message(0x3a, Message(0x0a, Bytes([1], Many))))),
        "numbers of a blob one by one" => Layer(Message(0x3a, Bytes([0x2d, 0, 0, 0, 0], Many / 5))),
        "fields that nobody knows" => Bytes([0xa2, 0x06, 2, 0x18, 7], 16_000),
        "groups in groups" => Bytes([0x1b], Many),
        "tensors of no numbers" => Header($"{{{string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}"),
        "dimensions in a header" => Header($"{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{Repeat("1,", Many / 2)}1],\"data_offsets\":[0,1]}}}}"),
        "pairs of metadata" => Header($"{{\"__metadata__\":{{{string.Join(",", Enumerable.Range(0, 300_000).Select(i => $"\"{i}\":\"\""))}}}}}"),
        "numbers that nobody asks for" => Header($"{{\"a\":{{\"dtype\":\"U8\",\"x\":[{Repeat("1,", Many / 2)}1],\"shape\":[1],\"data_offsets\":[0,1]}}}}"),
        "nodes of a symbol" => Json($"[{Repeat("{\"op\":\"\",\"name\":\"\",\"inputs\":[]},", Many / 36)}7]"),
        "inputs of a node" => Json($"[{{\"op\":\"\",\"name\":\"\",\"inputs\":[{Repeat("[0],", Many / 4)}[0]]}}]"),
        "attributes of a node" => Json($"[{{\"op\":\"\",\"name\":\"\",\"inputs\":[[5]],\"attrs\":{{{string.Join(",", Enumerable.Range(0, 200_000).Select(i => $"\"{i}\":\"\""))}}}}}]"),
        "a symbol nested without end" => Json(Repeat("{\"nodes\":[", Many / 10)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static byte[] Pickle(string text) => Pickles.Legacy(Pickles.Text(text + "."));

    private static byte[] Json(string nodes) => Encoding.UTF8.GetBytes($"{{\"nodes\":{nodes}}}");

    private static byte[] Header(string json) => [.. BitConverter.GetBytes((ulong)json.Length), .. Encoding.UTF8.GetBytes(json)];

    private static byte[] Layer(byte[] content) => Message(0x06a2, content, key: 2);

    private static byte[] Message(int tag, byte[] content, int key = 1)
    {
        var length = new List<byte>();
        for (var left = content.Length; ; left >>= 7)
        {
            length.Add((byte)(left > 127 ? (left & 127) | 128 : left));
            if (left <= 127) break;
        }

        return [.. BitConverter.GetBytes(tag)[..key], .. length, .. content];
    }

    private static byte[] Archive(Action<StoredZipWriter> first, Action<StoredZipWriter> second, Action<byte[]> forge)
    {
        using var stream = new MemoryStream();
        var archive = new StoredZipWriter(stream);
        first(archive);
        second(archive);
        archive.Finish();
        var bytes = stream.ToArray();
        forge(bytes);
        return bytes;
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Numbered(string value, int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"V{i}\n{value}"));

    private static byte[] Bytes(byte[] part, int count) => [.. Enumerable.Repeat(part, count).SelectMany(bytes => bytes)];
}
