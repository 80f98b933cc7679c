namespace MultiBox.Weights;

/// <summary>The marks and sizes of zip archives ("APPNOTE.TXT", PKWARE, sec. 4.3) that PyTorch's files are.</summary>
internal static class StoredZip
{
    public const uint Local = 0x04034b50;
    public const uint Central = 0x02014b50;
    public const uint End = 0x06054b50;
    public const uint Zip64End = 0x06064b50;
    public const uint Zip64Locator = 0x07064b50;

    public const int LocalBytes = 30;
    public const int CentralBytes = 46;
    public const int EndBytes = 22;
    public const int Zip64LocatorBytes = 20;

    /// <summary>The names are UTF-8.</summary>
    public const ushort Utf8Names = 1 << 11;

    /// <summary>The method of records that are kept as they are.</summary>
    public const ushort Stored = 0;

    /// <summary>The first day of the format's calendar, 1980-01-01, in its own notation.</summary>
    public const ushort FirstDay = (1 << 5) | 1;
}
