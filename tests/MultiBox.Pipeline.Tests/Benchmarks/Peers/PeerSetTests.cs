using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Tests.Benchmarks.Peers;

public sealed class PeerSetTests : IDisposable
{
    private static readonly BenchPace Pace = BenchPace.Quick with { Rounds = 3 };

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_peer_without_Python_is_left_out_with_a_line_on_what_to_install()
    {
        using var peers = PeerSet.Start([Spec("toy", "", "numpy", "cv2")], [], Pace.PeerPatience, _log, CancellationToken.None);
        Assert.Empty(peers.Active);
        Assert.Equal(
            ["Peer toy: left out. No Python with numpy and cv2 was found (tried: no Python at all). Install what it needs, or name a Python that has them in MULTIBOX_PYTHON."],
            _log.Lines);
        Assert.Empty(_log.Warnings);
    }

    [SkippableFact]
    public void A_peer_whose_module_no_Python_has_is_left_out()
    {
        var python = Python.Any();
        using var peers = PeerSet.Start([Spec("toy", "", "no_module_of_this_name")], [python], Pace.PeerPatience, _log, CancellationToken.None);
        Assert.Empty(peers.Active);
        Assert.Contains($"(tried: {python})", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Rounds_take_turns_and_give_a_row_for_each_peer()
    {
        using var peers = Start(Spec("a", Answering("count=200")), Spec("b", Answering("count=50")));
        var rows = InterleavedRounds.Measure(Ours(hasPeers: true), peers, Pace, CancellationToken.None);
        Assert.Equal(["a", "b"], rows.Select(row => row.Peer));
        Assert.Equal([200.0, 50.0], rows.Select(row => row.PeerMedian!.Value));
        Assert.All(rows, row => Assert.Equal(("toys", 3, 1), (row.Name, row.Rounds, row.Threads)));
        Assert.Equal(rows[0].Median, rows[1].Median);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" }, peers.Versions);
        Assert.Empty(_log.Warnings);
    }

    [SkippableFact]
    public void A_workload_without_peers_does_not_ask_them()
    {
        using var peers = Start(Spec("a", Answering("count=1 / 0")));
        Assert.Null(Assert.Single(InterleavedRounds.Measure(Ours(hasPeers: false), peers, Pace, CancellationToken.None)).Peer);
        Assert.Single(peers.Active);
    }

    [SkippableFact]
    public void A_peer_that_crashes_drops_out_and_the_others_go_on()
    {
        // It answers the warm-up and one round.
        using var peers = Start(Spec("a", Answering("count=9 if number < 2 else 1 // 0")), Spec("b", Answering("count=50")));
        var rows = InterleavedRounds.Measure(Ours(hasPeers: true), peers, Pace, CancellationToken.None);
        Assert.Equal(["b"], rows.Select(row => row.Peer));
        Assert.Equal(
            ["Peer a: failed at toys. It ended with exit code 1. Its last words: ZeroDivisionError: integer division or modulo by zero The rows that follow are without it."],
            _log.Warnings);
        Assert.Equal(["b"], InterleavedRounds.Measure(Ours(hasPeers: true), peers, Pace, CancellationToken.None).Select(row => row.Peer));
        Assert.Single(_log.Warnings);
    }

    [SkippableFact]
    public void When_every_peer_fails_the_row_stands_without_one()
    {
        using var peers = Start(Spec("a", Answering("count=1 // 0")));
        var row = Assert.Single(InterleavedRounds.Measure(Ours(hasPeers: true), peers, Pace, CancellationToken.None));
        Assert.Null(row.Peer);
        Assert.Null(row.Ratio);
    }

    [SkippableFact]
    public void A_peer_that_cannot_start_is_left_out_with_a_warning()
    {
        using var peers = Start(Spec("a", "import sys; sys.exit('The library is broken.')"));
        Assert.Empty(peers.Active);
        Assert.Equal(["Peer a: left out. It ended with exit code 1. Its last words: The library is broken."], _log.Warnings);
    }

    // `number` counts the rounds from 0.
    private static string Answering(string count) => $$"""
        import json, sys
        print('{"ready": true, "version": "1"}', flush=True)
        for number, line in enumerate(sys.stdin):
            answer = dict({{count}}, seconds=1, cpuSeconds=1, passes=1)
            print(json.dumps(answer), flush=True)
        """;

    private static Workload Ours(bool hasPeers) => Workload.Timed("toys", _ => 1, hasPeers: hasPeers);

    private PeerSet Start(params PeerSpec[] specs) => PeerSet.Start(specs, [Python.Any()], Pace.PeerPatience, _log, CancellationToken.None);

    private PeerSpec Spec(string name, string script, params string[] modules) => new(name, modules, "what it needs", _folder.Write($"{name}.py", script), []);
}
