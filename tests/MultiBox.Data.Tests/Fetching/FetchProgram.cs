namespace MultiBox.Data.Tests.Fetching;

/// <summary>
/// These tests' assembly as a program, for what needs a process of its own: one that is killed, and one with a proxy in its environment.
/// <c>DATA NAME URL</c> fetches the source NAME in format voc from one archive.
/// </summary>
public static class FetchProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var data, var name, var url]) return 2;
        try
        {
            using var client = FetchClient.Create();
            var fetcher = new ArchiveFetcher(client, new FetchOptions { Retries = 1, Delay = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
            var source = new SourceSpec(name) { Archives = [new ArchiveSpec { FileName = "a.tar", Urls = [url] }] };
            var folders = await new SourceFetcher(fetcher, data).FetchAsync([new MissingSource(source, [])]);
            Console.Out.WriteLine(folders[0].Root);
            return 0;
        }
        catch (Abstractions.MultiBoxException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
