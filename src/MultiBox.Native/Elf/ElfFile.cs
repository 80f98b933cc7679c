using System.Buffers.Binary;
using System.Text;

namespace MultiBox.Native.Elf;

/// <summary>
/// The symbol versions of a little-endian ELF64 file (System V ABI; the version sections are those of the Linux Standard Base,
/// "Symbol Versioning"). Nothing in the file is trusted: each offset and count is checked, and a fault throws
/// <see cref="InvalidDataException"/> that says where it lies.
/// </summary>
internal sealed class ElfFile
{
    private const uint RelocationsWithAddends = 4;
    private const uint Relocations = 9;
    private const uint DynamicSymbols = 11;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int NeedSize = 16;
    private const int DefinitionSize = 20;
    private const int DefinitionNameSize = 8;

    private readonly byte[] _bytes;
    private readonly ElfSection[] _sections;

    private ElfFile(byte[] bytes)
    {
        _bytes = bytes;
        _sections = ReadSections();
    }

    /// <summary>Reads the section headers.</summary>
    /// <param name="bytes">The whole file; kept, not copied.</param>
    /// <exception cref="InvalidDataException">It is no little-endian ELF64 file, or its section headers are damaged.</exception>
    internal static ElfFile Parse(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new ElfFile(bytes);
    }

    /// <summary>The versions that this file asks of other libraries, in the order of the file; empty when it asks for none.</summary>
    /// <exception cref="InvalidDataException">The section <c>.gnu.version_r</c> is damaged.</exception>
    internal IReadOnlyList<VersionEntry> NeededVersions()
    {
        var entries = new List<VersionEntry>();
        foreach (var section in _sections.Where(s => s.Type == VersionNeeds && s.Size > 0))
        {
            var strings = Linked(section);
            var walk = new EntryWalk(section, NeedSize);
            for (long at = 0; ;)
            {
                var need = walk.Enter(at);
                var count = U16(need + 2);
                var library = Text(strings, U32(need + 4));
                var next = U32(need + 12);
                var entry = at + U32(need + 8);
                for (var i = 0; i < count; i++)
                {
                    var aux = walk.Enter(entry);
                    entries.Add(new VersionEntry(library, Text(strings, U32(aux + 8)), U16(aux + 6), U16(aux + 4), aux + 4));
                    var following = U32(aux + 12);
                    if (following == 0 && i + 1 < count)
                        throw Damaged(section, $"{library} is said to have {count} versions, but their list ends after {i + 1}");
                    entry += following;
                }

                if (next == 0) break;
                at += next;
            }
        }

        return entries;
    }

    /// <summary>The versions that this library offers; empty when it has none.</summary>
    /// <exception cref="InvalidDataException">The section <c>.gnu.version_d</c> is damaged.</exception>
    internal IReadOnlyList<string> DefinedVersions()
    {
        var names = new List<string>();
        foreach (var section in _sections.Where(s => s.Type == VersionDefinitions && s.Size > 0))
        {
            var strings = Linked(section);
            var walk = new EntryWalk(section, DefinitionSize);
            for (long at = 0; ;)
            {
                var definition = walk.Enter(at);
                // The first name is the version's own; those that follow are its parents.
                var name = Within(section, at + U32(definition + 12), DefinitionNameSize);
                names.Add(Text(strings, U32(name)));
                var next = U32(definition + 16);
                if (next == 0) break;
                at += next;
            }
        }

        return names;
    }

    /// <summary>Whether a relocation uses a symbol of a version, so that a library without the version could not serve.</summary>
    /// <param name="versionIndex">The version's <see cref="VersionEntry.Index"/>.</param>
    /// <exception cref="InvalidDataException">The symbol table, its versions or the relocations are damaged or missing.</exception>
    internal bool HasRelocation(ushort versionIndex)
    {
        var symbols = Single(DynamicSymbols, ".dynsym");
        var versions = Single(SymbolVersions, ".gnu.version");
        var symbolCount = symbols.Size / SymbolSize;
        if (versions.Size / 2 != symbolCount)
            throw Damaged(versions, $"it has {versions.Size / 2} entries for {symbolCount} dynamic symbols");

        foreach (var section in _sections.Where(s => s.Link == symbols.Index))
        {
            var entrySize = section.Type switch { RelocationsWithAddends => 24, Relocations => 16, _ => 0 };
            if (entrySize == 0) continue;
            for (var at = section.Offset; at + entrySize <= section.Offset + section.Size; at += entrySize)
            {
                var symbol = U32(at + 12);
                if (symbol >= symbolCount)
                    throw Damaged(section, $"a relocation names symbol {symbol} of {symbolCount}");
                // The top bit of a symbol's version only hides it from the linker.
                if ((U16(versions.Offset + 2 * (int)symbol) & 0x7fff) == (versionIndex & 0x7fff)) return true;
            }
        }

        return false;
    }

    private ElfSection[] ReadSections()
    {
        if (_bytes.Length < 16 || !_bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)) throw new InvalidDataException("It is no ELF file.");
        if (_bytes[4] != 2) throw new InvalidDataException($"It is no 64-bit ELF file: its class is {_bytes[4]}, expected 2.");
        if (_bytes[5] != 1) throw new InvalidDataException($"It is no little-endian ELF file: its data encoding is {_bytes[5]}, expected 1.");
        if (_bytes.Length < HeaderSize) throw new InvalidDataException($"The ELF header is cut off: {_bytes.Length} of {HeaderSize} bytes.");

        var start = U64(40);
        if (start == 0) return [];
        if (U16(58) != SectionHeaderSize)
            throw new InvalidDataException($"A section header has {U16(58)} bytes, expected {SectionHeaderSize}.");
        if (start > (ulong)_bytes.Length || (ulong)_bytes.Length - start < SectionHeaderSize)
            throw new InvalidDataException($"The section headers at {start} lie outside the file of {_bytes.Length} bytes.");

        // More than 65,279 sections: the header says 0 and the first section's size holds the number.
        var count = U16(60) is var small and not 0 ? small : U64((int)start + 32);
        if (count > ((ulong)_bytes.Length - start) / SectionHeaderSize)
            throw new InvalidDataException($"{count} section headers at {start} lie outside the file of {_bytes.Length} bytes.");
        return [.. Enumerable.Range(0, (int)count).Select(i => ReadSection(i, (int)start + i * SectionHeaderSize))];
    }

    private ElfSection ReadSection(int index, int at)
    {
        const uint noBits = 8;
        var type = U32(at + 4);
        var (offset, size) = (U64(at + 24), U64(at + 32));
        // The first entry is reserved, and a section without bits takes no room: their ranges mean nothing.
        if (index == 0 || type is 0 or noBits) return new ElfSection(index, type, 0, 0, U32(at + 40));
        if (offset > (ulong)_bytes.Length || size > (ulong)_bytes.Length - offset)
            throw new InvalidDataException($"Section {index} ({offset} + {size} bytes) lies outside the file of {_bytes.Length} bytes.");
        return new ElfSection(index, type, (int)offset, (int)size, U32(at + 40));
    }

    private ElfSection Linked(ElfSection section) => section.Link < (uint)_sections.Length
        ? _sections[section.Link]
        : throw Damaged(section, $"it refers to section {section.Link} of {_sections.Length}");

    private ElfSection Single(uint type, string name)
    {
        var found = _sections.Where(s => s.Type == type).ToArray();
        return found.Length == 1 ? found[0] : throw new InvalidDataException($"It has {found.Length} sections {name}, expected 1.");
    }

    private string Text(ElfSection strings, uint offset)
    {
        if (offset >= (uint)strings.Size) throw Damaged(strings, $"a name at {offset} lies outside its {strings.Size} bytes");
        var rest = _bytes.AsSpan(strings.Offset + (int)offset, strings.Size - (int)offset);
        var length = rest.IndexOf((byte)0);
        return length >= 0 ? Encoding.UTF8.GetString(rest[..length]) : throw Damaged(strings, $"the name at {offset} has no end");
    }

    private static int Within(ElfSection section, long offset, int size) => offset <= section.Size - size
        ? section.Offset + (int)offset
        : throw Damaged(section, $"an entry at {offset} lies outside its {section.Size} bytes");

    private static InvalidDataException Damaged(ElfSection section, string what) => new($"Section {section.Index} is damaged: {what}.");

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));

    // Entries that do not overlap are at most size / entry size: more of them means links that lead back over the same bytes,
    // which would otherwise cost time without bound.
    private sealed class EntryWalk(ElfSection section, int entrySize)
    {
        private int _left = section.Size / entrySize;

        internal int Enter(long offset)
        {
            var at = Within(section, offset, entrySize);
            if (_left-- <= 0) throw Damaged(section, "its entries overlap");
            return at;
        }
    }
}
