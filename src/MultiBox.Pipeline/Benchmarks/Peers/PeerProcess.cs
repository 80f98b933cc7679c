using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>
/// A peer that is running. It stays alive between rounds, so that its rounds and ours can take turns; it says what it is when it is
/// ready, and answers each line with one: see <c>tools/peers/rounds.py</c>.
/// </summary>
internal sealed class PeerProcess : IPeer
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(5);

    // As many as ours.
    private static readonly string[] _threadVariables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"];

    private readonly PeerSpec _peer;
    private readonly Process _process;
    private readonly TimeSpan _patience;
    private string? _lastError;
    private int _nextPass;

    private PeerProcess(PeerSpec peer, Process process, TimeSpan patience)
    {
        (_peer, _process, _patience) = (peer, process, patience);
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data)) Volatile.Write(ref _lastError, line.Data.Trim());
        };
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public string Name => _peer.Name;

    /// <inheritdoc/>
    public string Version { get; private set; } = "";

    /// <summary>Starts a peer and waits until it is ready.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="python">The Python that runs it.</param>
    /// <param name="patience">How much longer than its round it may later take to answer.</param>
    /// <param name="cancellation">Stops waiting, and the peer.</param>
    /// <exception cref="PeerException">It did not become ready.</exception>
    public static PeerProcess Start(PeerSpec peer, string python, TimeSpan patience, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(python, [peer.Script, .. peer.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in _threadVariables) start.Environment[variable] = $"{peer.Threads}";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONUTF8"] = "1";
        PeerProcess running;
        try
        {
            running = new PeerProcess(peer, Process.Start(start)!, patience);
        }
        catch (Win32Exception fault)
        {
            throw new PeerException($"{python} did not start: {fault.Message}");
        }

        try
        {
            var line = running.ReadLine(_startPatience, cancellation);
            if (Parse<Greeting>(line) is not { Ready: true } greeting) throw new PeerException($"It began with '{Shortened(line)}' instead of saying that it is ready.");
            running.Version = greeting.Version ?? "";
            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Takes(string workload) => _peer.Workloads is not { } known || known.Contains(workload);

    /// <inheritdoc/>
    public Sample Round(string workload, TimeSpan length, CancellationToken cancellation)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(new RoundRequest(workload, length.TotalSeconds, _nextPass), _json));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Ended(); // It does not read any more.
        }

        var line = ReadLine(length + _patience, cancellation);
        if (Parse<RoundAnswer>(line) is not { Count: > 0, Seconds: > 0, Passes: > 0 } answer)
        {
            throw new PeerException($"It answered '{Shortened(line)}' instead of a round.");
        }

        _nextPass += answer.Passes;
        return new Sample(answer.Count / answer.Seconds, answer.CpuSeconds > 0 ? answer.Count / answer.CpuSeconds : null);
    }

    /// <summary>Ends the peer: politely, then by force.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(_farewell)) _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException or Win32Exception)
        {
            // It is gone already.
        }

        _process.Dispose();
    }

    private string ReadLine(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // The reading itself cannot be stopped; it ends with the process.
            return _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(patience, cancellation).GetAwaiter().GetResult() ?? throw Ended();
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            throw new PeerException(string.Create(
                CultureInfo.InvariantCulture, $"It did not answer within {patience.TotalSeconds:0.#} s and was stopped.{LastError()}"));
        }
    }

    private PeerException Ended()
    {
        // Without a limit the wait includes the end of what it wrote to standard error.
        if (!_process.WaitForExit(_endPatience)) return new PeerException($"It closed its output.{LastError()}");
        _process.WaitForExit();
        return new PeerException($"It ended with exit code {_process.ExitCode}.{LastError()}");
    }

    private string LastError() => Volatile.Read(ref _lastError) is { } line ? $" Its last words: {Shortened(line)}" : "";

    private static string Shortened(string line) => line.Length <= 300 ? line : $"{line[..300]} ...";

    private static T? Parse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Greeting(bool Ready, string? Version);

    private sealed record RoundRequest(string Workload, double Seconds, int Pass);

    private sealed record RoundAnswer(long Count, double Seconds, double CpuSeconds, int Passes);
}
