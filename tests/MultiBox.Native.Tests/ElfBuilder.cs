using System.Buffers.Binary;
using System.Text;

namespace MultiBox.Native.Tests;

/// <summary>
/// Writes a small ELF64 library that has just the sections that symbol versions need, as the System V ABI describes them:
/// 1 .dynstr, 2 .dynsym, 3 .gnu.version, 4 .gnu.version_r, 5 .rela.dyn and 6 .gnu.version_d.
/// </summary>
internal sealed class ElfBuilder
{
    internal const int Needs = 4;
    internal const int Relocations = 5;
    internal const int Definitions = 6;

    private readonly List<byte> _text = [0];

    internal List<(string Library, (string Name, ushort Index, ushort Flags)[] Versions)> Libraries { get; } = [];

    /// <summary>Each dynamic symbol's version index, from symbol 1 on; symbol 0 is the reserved one.</summary>
    internal List<ushort> SymbolVersions { get; } = [];

    /// <summary>The symbols that relocations use.</summary>
    internal List<uint> RelocatedSymbols { get; } = [];

    internal List<string> Defined { get; } = [];

    /// <summary>Where each section lies in the file that was built last.</summary>
    internal int[] Offsets { get; private set; } = [];

    /// <summary>Where the section headers lie in the file that was built last.</summary>
    internal int Headers { get; private set; }

    /// <summary>A library that asks libstdc++ for three versions; symbol 2 has the last of them, index 4.</summary>
    internal static ElfBuilder Sample(ushort flags = 0, params uint[] relocated)
    {
        var builder = new ElfBuilder
        {
            Libraries =
            {
                ("libc.so.6", [("GLIBC_2.34", 2, 0)]),
                ("libstdc++.so.6", [("GLIBCXX_3.4.30", 3, 0), ("GLIBCXX_3.4.32", 4, flags), ("CXXABI_1.3", 5, 0)]),
            },
            // Bit 15 hides a symbol from the linker and is no part of the version.
            SymbolVersions = { 3, 0x8004, 5, 1 },
        };
        builder.RelocatedSymbols.AddRange(relocated);
        return builder;
    }

    internal byte[] Build()
    {
        _text.RemoveRange(1, _text.Count - 1);
        var needs = NeedsSection();
        var definitions = DefinitionsSection();
        (uint Type, byte[] Bytes, uint Link)[] sections =
        [
            (0, [], 0),
            (3, [.. _text], 0),
            (11, new byte[24 * (SymbolVersions.Count + 1)], 1),
            (0x6fffffff, [.. SymbolVersions.Prepend((ushort)0).SelectMany(v => Bytes(v))], 2),
            (0x6ffffffe, needs, 1),
            (4, [.. RelocatedSymbols.SelectMany(s => Words(0, 0, 6, s, 0, 0))], 2),
            (0x6ffffffd, definitions, 1),
        ];

        var file = new List<byte>(new byte[64]);
        Offsets = new int[sections.Length];
        for (var i = 0; i < sections.Length; i++)
        {
            Offsets[i] = file.Count;
            file.AddRange(sections[i].Bytes);
            while (file.Count % 8 != 0) file.Add(0);
        }

        Headers = file.Count;
        for (var i = 0; i < sections.Length; i++)
        {
            var (offset, size) = i == 0 ? (0, 0) : (Offsets[i], sections[i].Bytes.Length);
            file.AddRange(Words(0, sections[i].Type, 0, 0, 0, 0, (uint)offset, 0, (uint)size, 0, sections[i].Link, 0, 0, 0, 0, 0));
        }

        var bytes = file.ToArray();
        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), (ulong)Headers);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), (ushort)sections.Length);
        return bytes;
    }

    /// <summary>Where the flags of a version lie in the file that was built last.</summary>
    internal int FlagsOffset(int library, int version)
    {
        var entriesBefore = Libraries.Take(library).Sum(l => 1 + l.Versions.Length) + 1 + version;
        return Offsets[Needs] + 16 * entriesBefore + 4;
    }

    private byte[] NeedsSection()
    {
        var bytes = new List<byte>();
        foreach (var (library, versions) in Libraries)
        {
            var last = library == Libraries[^1].Library;
            bytes.AddRange([.. Bytes(1), .. Bytes((ushort)versions.Length)]);
            bytes.AddRange(Words(Text(library), 16, last ? 0 : 16 * (uint)(versions.Length + 1)));
            for (var i = 0; i < versions.Length; i++)
            {
                var (name, index, flags) = versions[i];
                bytes.AddRange([.. Words(0), .. Bytes(flags), .. Bytes(index), .. Words(Text(name), i + 1 < versions.Length ? 16u : 0)]);
            }
        }

        return [.. bytes];
    }

    private byte[] DefinitionsSection() =>
    [
        .. Defined.SelectMany((name, i) => (byte[])
        [
            .. Bytes(1), .. Bytes(0), .. Bytes((ushort)(i + 1)), .. Bytes(1),
            .. Words(0, 20, i + 1 < Defined.Count ? 28u : 0, Text(name), 0),
        ]),
    ];

    private uint Text(string text)
    {
        var at = _text.Count;
        _text.AddRange([.. Encoding.UTF8.GetBytes(text), 0]);
        return (uint)at;
    }

    private static byte[] Bytes(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Words(params uint[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
