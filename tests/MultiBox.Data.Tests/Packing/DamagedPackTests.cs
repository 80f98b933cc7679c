using System.Buffers.Binary;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Packing;

/// <summary>Whatever happens to a pack's file, it is noticed and named, and costs neither a crash nor much memory.</summary>
public sealed class DamagedPackTests : IDisposable
{
    private const string Remedy = "Prepare the data set again: --target Prepare --force.";

    private readonly TemporaryFolder _folder = new();
    private readonly PackBuilder _builder;
    private readonly byte[] _bytes;
    private readonly int _index;

    public DamagedPackTests()
    {
        _builder = new PackBuilder(_folder);
        _bytes = File.ReadAllBytes(_builder.Write());
        _index = (int)PackHeader.Parse(_bytes.AsSpan(0, PackHeader.Size), _bytes.Length, _builder.Path).IndexOffset;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_flipped_bit_in_any_byte_of_the_header_shows()
    {
        for (var bit = 0; bit < PackHeader.Size * 8; bit += 3)
        {
            var message = FaultWith(bytes => bytes[bit / 8] ^= (byte)(1 << (bit % 8)));
            Assert.Matches(
                bit / 8 < 8 ? "not a dataset pack" : bit / 8 < 12 ? "its header's checksum does not fit|written in version" : "its header's checksum does not fit", message);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_index_shows()
    {
        for (var i = _index; i < _bytes.Length; i += 13)
        {
            Assert.Equal($"{_builder.Path}: damaged (its index's checksum does not fit). {Remedy}", FaultWith(bytes => bytes[i] ^= 0x10));
        }
    }

    [Theory]
    [InlineData(0, "'a' of VOC 2007", "data/VOC 2007/JPEGImages/a.jpg")]
    [InlineData(1, "'ünder wasser 猫' of VOC 2007", "data/VOC 2007/JPEGImages/ünder wasser 猫.png")]
    public void A_flipped_bit_of_a_picture_shows_when_that_is_read(int damaged, string name, string source)
    {
        var picture = Change(bytes => bytes[damaged == 0 ? 130 : 192 + 199] ^= 1);
        using var pack = DatasetPack.Open(picture);
        byte[] buffer = [];
        for (var i = 0; i < 3; i++)
        {
            if (i != damaged) Assert.Equal(PackBuilder.Pictures[i], pack.Read(i, ref buffer).ToArray());
        }

        var fault = Assert.Throws<InvalidDataException>(() => pack.Read(damaged, ref buffer));

        Assert.Equal(
            $"{picture}: damaged (the checksum of picture {damaged} does not fit: {name}, from {_folder.At(source.Split('/'))}). {Remedy}", fault.Message);
    }

    [Fact]
    public void A_file_that_was_cut_or_grew_is_told()
    {
        foreach (var length in new[] { 0, 1, 7, 8, 9, 12, 127, 128, 129, 192, _index - 1, _index, _index + 1, _bytes.Length - 1 })
        {
            File.WriteAllBytes(_builder.Path, _bytes[..length]);
            var message = Fault();
            var why = length switch
            {
                < 8 => $"not a dataset pack (it begins with other bytes). {Remedy}",
                < PackHeader.Size => $"damaged (it has only {length} bytes). {Remedy}",
                _ => $"damaged (it has {length} bytes, its header says {_bytes.Length}). {Remedy}",
            };
            Assert.Equal($"{_builder.Path}: {why}", message);
        }

        File.WriteAllBytes(_builder.Path, [.. _bytes, 0]);
        Assert.Equal($"{_builder.Path}: damaged (it has {_bytes.Length + 1} bytes, its header says {_bytes.Length}). {Remedy}", Fault());
    }

    [Theory]
    [InlineData("not a pack at all, but long enough to be one: ............................................................................")]
    [InlineData("{\"format\":\"multibox-split\"}")]
    [InlineData("")]
    public void Another_file_is_told(string content)
    {
        File.WriteAllText(_builder.Path, content);

        Assert.Equal($"{_builder.Path}: not a dataset pack (it begins with other bytes). {Remedy}", Fault());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Another_version_is_told(int version)
    {
        Change(bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), version);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(120), System.IO.Hashing.XxHash3.HashToUInt64(bytes.AsSpan(0, 120)));
        });

        Assert.Equal($"{_builder.Path}: written in version {version}, this program reads version 1. {Remedy}", Fault());
    }

    [Fact]
    public void A_newer_version_is_told_though_its_header_has_another_form() => Assert.Equal(
        $"{_builder.Path}: written in version 2, this program reads version 1. {Remedy}", FaultWith(bytes => bytes[8] = 2));

    // The header, whose checksum fits, says what cannot be.
    [Theory]
    [InlineData(0, 100)]
    [InlineData(-1, 100)]
    [InlineData(long.MaxValue, 100)]
    [InlineData(128, -1)]
    [InlineData(128, long.MaxValue)]
    public void A_header_that_lies_is_refused(long indexOffset, long indexLength)
    {
        Change(bytes => new PackHeader(bytes.Length, indexOffset, indexLength, 0).ToBytes().CopyTo(bytes, 0));

        Assert.Equal($"{_builder.Path}: damaged (its header places the index outside the file). {Remedy}", Fault());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void An_index_that_lies_about_the_number_of_its_columns_is_refused(long count)
    {
        _builder.Forge(index => BinaryPrimitives.WriteInt64LittleEndian(index, count));

        Assert.Equal($"{_builder.Path}: damaged (its index is not consistent: its directory). {Remedy}", Fault());
    }

    // Columns are numbered from 0, as written: 0 settings, 1 names, 2 to 4 sources, 5 classes, 6 to 11 files, 12 to 20 images ...
    [Theory]
    [InlineData(0, 1000000000000, 16, "the settings")]
    [InlineData(0, -8, 16, "the settings")]
    [InlineData(12, 0, 1000000000000, "the images' names")]
    [InlineData(12, 0, -4, "the images' names")]
    [InlineData(14, 0, 16, "the images' widths")]
    [InlineData(21, 0, 23, "the pictures' offsets")]
    public void An_index_that_lies_about_a_column_is_refused(int column, long offset, long length, string name)
    {
        _builder.Forge(index =>
        {
            BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan(8 + (16 * column)), offset);
            BinaryPrimitives.WriteInt64LittleEndian(index.AsSpan(16 + (16 * column)), length);
        });

        Assert.Equal($"{_builder.Path}: damaged (its index is not consistent: {name}). {Remedy}", Fault());
    }

    // Both checksums fit, and number after number of the index is one that nobody expects.
    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1000)]
    public void An_index_that_lies_anywhere_is_refused_or_harmless(int lie)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = 0;
        for (var at = 0; at + 4 <= _bytes.Length - _index; at += 12)
        {
            File.WriteAllBytes(_builder.Path, _bytes);
            _builder.Forge(index => BinaryPrimitives.WriteInt32LittleEndian(index.AsSpan(at), lie));
            try
            {
                using var pack = DatasetPack.Open(_builder.Path);
                Use(pack);
            }
            catch (MultiBoxException fault)
            {
                Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(_builder.Path)}: damaged \\(its index is not consistent: [a-z' ]+\\)\\. {Remedy}$", fault.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 20, int.MaxValue);
        // About twenty times the file for each of its numbers.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * _bytes.Length * (_bytes.Length / 4));
    }

    private static void Use(DatasetPack pack)
    {
        byte[] buffer = [];
        for (var i = 0; i < pack.Records.Count; i++)
        {
            pack.StoredSize(i);
            pack.ContentHash(i);
            try
            {
                pack.Read(i, ref buffer);
            }
            catch (InvalidDataException fault)
            {
                Assert.Contains("does not fit", fault.Message, StringComparison.Ordinal);
            }
        }

        PreparedSplit.Of(pack);
        using var earlier = new EarlierPacks(Path.GetDirectoryName(pack.Path), pack.Options);
    }

    private string Change(Action<byte[]> change)
    {
        var bytes = (byte[])_bytes.Clone();
        change(bytes);
        File.WriteAllBytes(_builder.Path, bytes);
        return _builder.Path;
    }

    private string FaultWith(Action<byte[]> change)
    {
        Change(change);
        return Fault();
    }

    private string Fault()
    {
        var message = Assert.Throws<MultiBoxException>(() => DatasetPack.Open(_builder.Path)).Message;
        Assert.StartsWith($"{_builder.Path}: ", message, StringComparison.Ordinal);
        return message;
    }
}
