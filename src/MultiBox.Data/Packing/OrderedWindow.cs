using System.Runtime.ExceptionServices;

namespace MultiBox.Data;

/// <summary>
/// Does pieces of work on several threads and hands their results over in order. No more is under way or waiting than a budget
/// allows, so memory stays bounded however the pieces differ.
/// </summary>
/// <typeparam name="T">A result.</typeparam>
internal sealed class OrderedWindow<T>
{
    private const int PiecesPerThread = 16;

    private readonly object _gate = new();
    private readonly int _count;
    private readonly long _budget;
    private readonly Func<int, long> _cost;
    private readonly Func<int, T> _work;
    private readonly Piece?[] _window;
    private int _begun;
    private int _taken;
    private long _used;
    private bool _stopped;

    private OrderedWindow(int count, int threads, long budget, Func<int, long> cost, Func<int, T> work)
    {
        (_count, _budget, _cost, _work) = (count, budget, cost, work);
        _window = new Piece?[threads * PiecesPerThread];
    }

    /// <summary>Does all the work.</summary>
    /// <param name="count">The number of pieces.</param>
    /// <param name="threads">The number of threads that work; the caller's takes the results.</param>
    /// <param name="budget">What the pieces that are begun and not taken may cost together; a dearer one is done alone.</param>
    /// <param name="cost">What a piece costs: a look-up, as it is asked for more than once, under a lock.</param>
    /// <param name="work">Does a piece, on any thread.</param>
    /// <param name="take">Takes a result, on the caller's thread, in order.</param>
    /// <param name="cancellationToken">Ends the work after the pieces that are begun.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="Exception">What the first piece, in order, threw, or taking did; the threads have then ended.</exception>
    public static void Run(
        int count, int threads, long budget, Func<int, long> cost, Func<int, T> work, Action<int, T> take, CancellationToken cancellationToken)
    {
        var window = new OrderedWindow<T>(count, threads, budget, cost, work);
        using var registration = cancellationToken.Register(window.Stop);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(i => new Thread(window.Work) { IsBackground = true, Name = $"MultiBox packer {i}" })];
        foreach (var worker in workers) worker.Start();
        try
        {
            for (var i = 0; i < count; i++) window.Take(i, take, cancellationToken);
        }
        finally
        {
            window.Stop();
            foreach (var worker in workers) worker.Join();
        }
    }

    private void Work()
    {
        while (Begin() is { } piece)
        {
            try
            {
                piece.Result = _work(piece.Index);
            }
#pragma warning disable CA1031 // Whatever went wrong belongs to the thread that takes the result.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                piece.Fault = ExceptionDispatchInfo.Capture(fault);
            }

            lock (_gate)
            {
                _window[piece.Index % _window.Length] = piece;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Piece? Begin()
    {
        lock (_gate)
        {
            while (!_stopped && _begun < _count)
            {
                if (_begun - _taken < _window.Length)
                {
                    var cost = _cost(_begun);
                    if (_begun == _taken || _used + cost <= _budget)
                    {
                        _used += cost;
                        return new Piece(_begun++, cost);
                    }
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private void Take(int index, Action<int, T> take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Piece piece;
        lock (_gate)
        {
            while (_window[index % _window.Length]?.Index != index)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            piece = _window[index % _window.Length]!;
        }

        piece.Fault?.Throw();
        take(index, piece.Result!);
        lock (_gate)
        {
            _window[index % _window.Length] = null;
            _taken++;
            _used -= piece.Cost;
            Monitor.PulseAll(_gate);
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Piece(int index, long cost)
    {
        public int Index => index;

        public long Cost => cost;

        public T? Result { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }
    }
}
