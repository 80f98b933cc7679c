using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>
/// The Inter typeface (The Inter Project Authors, SIL Open Font License 1.1), read from the assembly of package
/// Avalonia.Fonts.Inter that is embedded here unchanged. No font of the system is used, so that pictures are equal everywhere.
/// </summary>
public static class InterFont
{
    private const string AssemblyName = "Avalonia.Fonts.Inter.dll";
    private const string BundleName = "!AvaloniaResources";

    private static readonly Lazy<SKTypeface> LazySemiBold = new(() => Load("Inter-SemiBold.ttf"));

    /// <summary>The weight used for labels. Shared: not to be disposed.</summary>
    public static SKTypeface SemiBold => LazySemiBold.Value;

    private static SKTypeface Load(string fileName)
    {
        using var data = SKData.CreateCopy(ReadFile(fileName));
        return SKTypeface.FromData(data) ?? throw new InvalidDataException($"{AssemblyName}: {fileName} is not a typeface.");
    }

    private static byte[] ReadFile(string fileName)
    {
        using var reader = new BinaryReader(new MemoryStream(ReadBundle(), writable: false));
        // The bundle: size of the index, version, number of files, then the index, then the files.
        var filesStart = reader.ReadInt32() + sizeof(int);
        _ = reader.ReadInt32();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var path = reader.ReadString();
            var offset = reader.ReadInt32();
            var size = reader.ReadInt32();
            if (!path.EndsWith("/" + fileName, StringComparison.OrdinalIgnoreCase)) continue;
            reader.BaseStream.Position = filesStart + offset;
            return reader.ReadBytes(size);
        }

        throw new InvalidDataException($"{AssemblyName}: its resources hold no file {fileName}.");
    }

    // The assembly is read as a file, never loaded: it refers to Avalonia, which is not here.
    private static byte[] ReadBundle()
    {
        using var stream = typeof(InterFont).Assembly.GetManifestResourceStream(AssemblyName)
            ?? throw new InvalidDataException($"{typeof(InterFont).Assembly.GetName().Name} has no resource {AssemblyName}.");
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        foreach (var handle in metadata.ManifestResources)
        {
            var resource = metadata.GetManifestResource(handle);
            if (!metadata.StringComparer.Equals(resource.Name, BundleName)) continue;
            var directory = image.PEHeaders.CorHeader!.ResourcesDirectory;
            var reader = image.GetSectionData(directory.RelativeVirtualAddress).GetReader((int)resource.Offset, directory.Size - (int)resource.Offset);
            return reader.ReadBytes(reader.ReadInt32());
        }

        throw new InvalidDataException($"{AssemblyName} has no resource {BundleName}.");
    }
}
