using System.Buffers.Binary;
using MultiBox.Native.Elf;

namespace MultiBox.Native.Tests;

public sealed class DamagedElfTests
{
    private readonly ElfBuilder _builder = ElfBuilder.Sample(0, 1, 3);
    private readonly byte[] _library;

    public DamagedElfTests() => _library = _builder.Build();

    [Theory]
    [InlineData("")]
    [InlineData("MZ is a Windows program")]
    [InlineData("\u007fEL")]
    public void Says_that_it_is_no_ELF_file(string text) =>
        Assert.Equal("It is no ELF file.", Fault([.. text.Select(c => (byte)c)]));

    [Fact]
    public void Says_that_the_class_is_wrong()
    {
        _library[4] = 1;
        Assert.Equal("It is no 64-bit ELF file: its class is 1, expected 2.", Fault(_library));
    }

    [Fact]
    public void Says_that_the_byte_order_is_wrong()
    {
        _library[5] = 2;
        Assert.Equal("It is no little-endian ELF file: its data encoding is 2, expected 1.", Fault(_library));
    }

    [Fact]
    public void Says_that_the_header_is_cut_off() => Assert.Equal("The ELF header is cut off: 40 of 64 bytes.", Fault(_library[..40]));

    [Fact]
    public void Each_truncation_gives_an_error_or_a_result_but_nothing_else()
    {
        for (var length = 0; length < _library.Length; length++)
            Assert.True(FaultOrNull(_library[..length]) is { Length: > 0 }, $"a file cut to {length} of {_library.Length} bytes passed");
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x7f)]
    [InlineData(0xff)]
    public void No_damaged_byte_gives_anything_but_an_error_or_a_result(int value)
    {
        for (var at = 0; at < _library.Length; at++)
        {
            var damaged = _library.ToArray();
            damaged[at] = (byte)value;
            _ = FaultOrNull(damaged);
            _ = Record(() => ElfFile.Parse(damaged).DefinedVersions());
        }
    }

    [Fact]
    public void Random_damage_gives_nothing_but_an_error_or_a_result()
    {
        var random = new Random(20240607);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = _library.ToArray();
            for (var i = 0; i < 4; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = FaultOrNull(damaged);
        }
    }

    [Fact]
    public void Says_that_the_section_headers_lie_outside()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(40), ulong.MaxValue - 8);
        Assert.Equal($"The section headers at 18446744073709551607 lie outside the file of {_library.Length} bytes.", Fault(_library));
    }

    [Fact]
    public void Says_that_a_count_of_sections_lies()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_library.AsSpan(60), 8);
        Assert.Equal($"8 section headers at {_builder.Headers} lie outside the file of {_library.Length} bytes.", Fault(_library));
    }

    [Fact]
    public void Takes_the_count_from_the_first_section_when_the_header_has_none()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_library.AsSpan(60), 0);
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(_builder.Headers + 32), 7);
        Assert.Equal(VersionFixState.Fixable, VersionFix.Inspect(_library));
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(_builder.Headers + 32), ulong.MaxValue);
        Assert.StartsWith("18446744073709551615 section headers at ", Fault(_library), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_section_lies_outside()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(_builder.Headers + 64 * ElfBuilder.Needs + 32), long.MaxValue);
        Assert.Equal(
            $"Section 4 ({_builder.Offsets[4]} + 9223372036854775807 bytes) lies outside the file of {_library.Length} bytes.", Fault(_library));
    }

    [Fact]
    public void Says_that_a_section_header_has_another_size()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_library.AsSpan(58), 40);
        Assert.Equal("A section header has 40 bytes, expected 64.", Fault(_library));
    }

    [Fact]
    public void Says_that_a_list_of_versions_is_shorter_than_its_count()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_library.AsSpan(_builder.Offsets[ElfBuilder.Needs] + 2), ushort.MaxValue);
        Assert.Equal("Section 4 is damaged: libc.so.6 is said to have 65535 versions, but their list ends after 1.", Fault(_library));
    }

    [Fact]
    public void Links_that_stay_within_their_entry_end_as_overlapping()
    {
        // A step of one byte from each library to the next would walk the same bytes again and again.
        var needs = _builder.Offsets[ElfBuilder.Needs];
        _library.AsSpan(needs, 16 * 6).Clear();
        for (var at = needs + 12; at < needs + 96; at += 4) BinaryPrimitives.WriteUInt32LittleEndian(_library.AsSpan(at), 4);
        Assert.StartsWith("Section 4 is damaged: ", Fault(_library), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_would_wrap_around_lies_outside()
    {
        // Added in 32 bits it would lead back to the same entry, forever.
        BinaryPrimitives.WriteUInt32LittleEndian(_library.AsSpan(_builder.Offsets[ElfBuilder.Needs] + 32 + 12), uint.MaxValue - 31);
        Assert.Equal("Section 4 is damaged: an entry at 4294967296 lies outside its 96 bytes.", Fault(_library));
    }

    [Fact]
    public void Says_that_a_name_lies_outside()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_library.AsSpan(_builder.Offsets[ElfBuilder.Needs] + 4), 5000);
        Assert.Matches("^Section 1 is damaged: a name at 5000 lies outside its [0-9]+ bytes.$", Fault(_library));
    }

    [Fact]
    public void Says_that_a_name_has_no_end()
    {
        var strings = _builder.Headers + 64;
        var size = BinaryPrimitives.ReadUInt64LittleEndian(_library.AsSpan(strings + 32));
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(strings + 32), size - 1);
        Assert.EndsWith("has no end.", Fault(_library), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_relocation_names_no_symbol()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_library.AsSpan(_builder.Offsets[ElfBuilder.Relocations] + 12), 77);
        Assert.Equal("Section 5 is damaged: a relocation names symbol 77 of 5.", Fault(_library));
    }

    [Fact]
    public void Says_that_symbols_and_their_versions_differ_in_number()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_library.AsSpan(_builder.Headers + 64 * 3 + 32), 8);
        Assert.Equal("Section 3 is damaged: it has 4 entries for 5 dynamic symbols.", Fault(_library));
    }

    [Fact]
    public void Says_that_the_symbols_are_missing()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_library.AsSpan(_builder.Headers + 64 * 2 + 4), 1);
        Assert.Equal("It has 0 sections .dynsym, expected 1.", Fault(_library));
    }

    private static string Fault(byte[] library) => FaultOrNull(library) ?? throw new InvalidOperationException("the file passed");

    private static string? FaultOrNull(byte[] library) => Record(() => VersionFix.Apply(library.ToArray()));

    private static string? Record(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
