using MultiBox.Native.Elf;

const string usage = """
    Marks the version GLIBCXX_3.4.32 weak in TorchSharp's libLibTorchSharp.so, where this system's C++ library lacks it.

    NativeFix [--always] FILE [OUTPUT]

      FILE      the library; replaced (never written to in place) when there is no OUTPUT
      OUTPUT    where the library goes, fixed or as it was
      --always  also where this system's C++ library has the version: for a build that goes to an older system
    """;

var files = args.Where(a => a != "--always").ToArray();
if (files.Length is 0 or > 2 || files.Any(f => f.StartsWith("--", StringComparison.Ordinal)))
{
    Console.Error.WriteLine(usage);
    return 2;
}

var (input, output) = (files[0], files[^1]);
try
{
    var library = VersionFix.Read(input);
    var offered = VersionFix.SystemOffersVersion();
    var wanted = args.Contains("--always") || offered == false;
    var state = wanted ? VersionFix.Apply(library) : VersionFixState.NotAsked;
    var changed = state == VersionFixState.Fixable;
    if (changed || files.Length == 2) VersionFix.Write(output, library, like: input);
    var said = (changed, state) switch
    {
        (true, _) => $"marked {VersionFix.Version} weak",
        (_, VersionFixState.AlreadyWeak) => $"unchanged: {VersionFix.Version} is weak already",
        (_, VersionFixState.Used) => $"unchanged: it uses a symbol of {VersionFix.Version}",
        _ when wanted => $"unchanged: it does not ask for {VersionFix.Version}",
        _ when offered is null => $"unchanged: this system has no {VersionFix.CppLibrary}",
        _ => $"unchanged: this system's {VersionFix.CppLibrary} has {VersionFix.Version}",
    };
    Console.WriteLine($"{output}: {said}.");
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
{
    Console.Error.WriteLine($"NativeFix: error : {input}: {e.Message}");
    return 1;
}
