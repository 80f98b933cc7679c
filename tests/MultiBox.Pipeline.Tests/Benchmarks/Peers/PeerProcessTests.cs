using System.Diagnostics;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Tests.Benchmarks.Peers;

public sealed class PeerProcessTests : IDisposable
{
    private const string Ready = """print('{"ready": true, "name": "toy", "version": "1.2"}', flush=True)""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Rounds_are_answered_with_rates_by_both_clocks()
    {
        using var peer = Start($$"""
            import json, sys
            {{Ready}}
            for line in sys.stdin:
                request = json.loads(line)
                assert request["workload"] == "path-300" and request["seconds"] == 0.5, request
                print(json.dumps({"count": 10 * (request["pass"] + 1), "seconds": 2.0, "cpuSeconds": 1.0, "passes": 3}), flush=True)
            """);
        Assert.Equal(("toy", "1.2"), (peer.Name, peer.Version));
        Assert.Equal(new Sample(5, 10), peer.Round("path-300", TimeSpan.FromSeconds(0.5), CancellationToken.None));
        // The second round goes on where the first one ended: with pass 3.
        Assert.Equal(new Sample(20, 40), peer.Round("path-300", TimeSpan.FromSeconds(0.5), CancellationToken.None));
    }

    [SkippableFact]
    public void The_scripts_protocol_is_the_hosts()
    {
        using var peer = Start($$"""
            import sys
            sys.path.insert(0, {{Quoted(Path.Combine(EndToEnd.Laboratory.Repository, "tools", "peers"))}})
            import rounds
            def work(number):
                print("more of it", flush=True)
                return 4
            def prepare():
                print("a library's chatter", flush=True)
                return "3.4", {"a": work}
            rounds.serve("toy", prepare)
            """);
        Assert.Equal("3.4", peer.Version);
        var sample = peer.Round("a", TimeSpan.FromMilliseconds(1), CancellationToken.None);
        Assert.True(sample.Value > 0);
    }

    [SkippableFact]
    public void A_peer_that_crashes_is_told_with_its_exit_code_and_its_last_words()
    {
        using var peer = Start($$"""
            import sys
            {{Ready}}
            sys.stdin.readline()
            raise ValueError("no such workload: path-300")
            """);
        Assert.Equal("It ended with exit code 1. Its last words: ValueError: no such workload: path-300", Fault(peer, Patience).Message);
        // And so is every later attempt.
        Assert.Equal("It ended with exit code 1. Its last words: ValueError: no such workload: path-300", Fault(peer, Patience).Message);
    }

    [SkippableFact]
    public void A_peer_that_does_not_start_is_told_with_its_last_words()
    {
        var fault = Assert.Throws<PeerException>(() => Start("import no_module_of_this_name"));
        Assert.Equal("It ended with exit code 1. Its last words: ModuleNotFoundError: No module named 'no_module_of_this_name'", fault.Message);
    }

    [SkippableFact]
    public void A_peer_that_hangs_is_stopped()
    {
        using var peer = Start($$"""
            import os, time
            open(__file__ + ".id", "w").write(str(os.getpid()))
            {{Ready}}
            time.sleep(600)
            """, TimeSpan.FromSeconds(0.2));
        var fault = Assert.Throws<PeerException>(() => peer.Round("a", TimeSpan.Zero, CancellationToken.None));
        Assert.Equal("It did not answer within 0.2 s and was stopped.", fault.Message);
        Assert.True(HasEnded(int.Parse(File.ReadAllText(_folder["peer.py.id"]))));
    }

    [SkippableFact]
    public void A_peer_that_answers_nonsense_is_told_with_it()
    {
        using var peer = Start($$"""
            import sys
            {{Ready}}
            for answer in ["hello", "{}", '{"count": 0, "seconds": 1, "cpuSeconds": 1, "passes": 1}', "[" + "1," * 400]:
                sys.stdin.readline()
                print(answer, flush=True)
            """);
        Assert.Equal("It answered 'hello' instead of a round.", Fault(peer, Patience).Message);
        Assert.Equal("It answered '{}' instead of a round.", Fault(peer, Patience).Message);
        Assert.Equal("""It answered '{"count": 0, "seconds": 1, "cpuSeconds": 1, "passes": 1}' instead of a round.""", Fault(peer, Patience).Message);
        Assert.EndsWith(",1 ...' instead of a round.", Fault(peer, Patience).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_peer_that_does_not_say_that_it_is_ready_does_not_take_part()
    {
        var fault = Assert.Throws<PeerException>(() => Start("print('hello', flush=True); input()"));
        Assert.Equal("It began with 'hello' instead of saying that it is ready.", fault.Message);
    }

    [SkippableFact]
    public void Cancelling_ends_the_wait()
    {
        using var peer = Start($"""
            import time
            {Ready}
            time.sleep(600)
            """);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => peer.Round("a", TimeSpan.Zero, stop.Token));
    }

    private static string Quoted(string text) => $"r'{text}'";

    private static PeerException Fault(PeerProcess peer, TimeSpan length) => Assert.Throws<PeerException>(() => peer.Round("path-300", length, CancellationToken.None));

    private static bool HasEnded(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return running.WaitForExit(5000);
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private PeerProcess Start(string script, TimeSpan? patience = null)
    {
        var python = Python.Any();
        var spec = new PeerSpec("toy", [], "", _folder.Write("peer.py", script), []);
        return PeerProcess.Start(spec, python, patience ?? Patience, CancellationToken.None);
    }
}
