using System.Runtime.InteropServices;

namespace MultiBox.Build;

/// <summary>Turns the first Ctrl+C or SIGTERM into a cancellation and the second into the end of the process.</summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Action<int> _exit;
    private readonly TextWriter _error;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Creates the switch; it does not listen yet.</summary>
    /// <param name="error">Where the first signal is acknowledged.</param>
    /// <param name="exit">Ends the process with an exit code.</param>
    public Interruption(TextWriter error, Action<int> exit)
    {
        _error = error;
        _exit = exit;
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Listens to the process's signals until disposal.</summary>
    /// <returns>The switch.</returns>
    public static Interruption Listen()
    {
        var interruption = new Interruption(Console.Error, Environment.Exit);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interruption.Signal();
            }));
        }

        return interruption;
    }

    /// <summary>Takes one signal.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _exit(BuildSession.CancelledExitCode);
            return;
        }

        _error.WriteLine("Stopping after the current step; press Ctrl+C again to stop at once.");
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }
}
