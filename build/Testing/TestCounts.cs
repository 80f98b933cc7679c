namespace MultiBox.Build.Testing;

/// <summary>How many tests ended how.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed, timed out or broke off.</param>
/// <param name="Skipped">Tests that did not run.</param>
public readonly record struct TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>All tests that were found.</summary>
    public int Total => Passed + Failed + Skipped;

    /// <summary>The sum of two counts.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static TestCounts operator +(TestCounts left, TestCounts right) => left.Add(right);

    /// <summary>The sum with other counts.</summary>
    /// <param name="other">The others.</param>
    public TestCounts Add(TestCounts other) => new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped);

    /// <summary>The line that ends a test run: <c>N passed, N failed</c>, then <c>, N skipped</c> if any was.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}
