namespace MultiBox.Native.Elf;

/// <summary>One section header of an ELF64 file, its range already checked against the file's length.</summary>
/// <param name="Index">The position in the section header table.</param>
/// <param name="Type">The <c>sh_type</c> field.</param>
/// <param name="Offset">Where the section starts, in bytes from the start of the file.</param>
/// <param name="Size">The section's length, bytes; 0 for a section that takes no room in the file.</param>
/// <param name="Link">The index of the section that this one refers to (a string or symbol table).</param>
internal readonly record struct ElfSection(int Index, uint Type, int Offset, int Size, uint Link);
