using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests.PyTorch;

public sealed class PyTorchReaderTests
{
    [Theory]
    [InlineData("state.pth")]
    [InlineData("state-old.pth")]
    [InlineData("wrapped.pth")]
    public void Every_tensor_that_pytorch_wrote_is_read_exactly(string file)
    {
        var weights = WeightFiles.Read(TemporaryFile.Given(file));

        Assert.Equal(["a.weight", "a.t", "h", "b", "l", "bool", "view", "p", "cl"], weights.Tensors.Select(tensor => tensor.Name));
        var tensors = weights.Tensors.ToDictionary(tensor => tensor.Name);
        Check("a.weight", WeightType.F32, [2, 3, 4], Enumerable.Range(0, 24));
        Check("a.t", WeightType.F32, [3, 2], [0, 3, 1, 4, 2, 5]);
        Check("h", WeightType.F16, [5], Enumerable.Range(0, 5));
        Check("b", WeightType.BF16, [5], Enumerable.Range(0, 5));
        Check("l", WeightType.I64, [], [7]);
        Check("bool", WeightType.Bool, [2], [1, 0]);
        Check("view", WeightType.F32, [3, 4], Enumerable.Range(12, 12));
        Check("p", WeightType.F32, [2], [1, 1]);
        Check("cl", WeightType.F32, [2, 3, 2, 2], Enumerable.Range(0, 24));

        void Check(string name, WeightType type, long[] shape, IEnumerable<int> values)
        {
            Assert.Equal(type, tensors[name].Type);
            Assert.Equal(shape, tensors[name].Shape);
            Assert.Equal(values.Select(value => (float)value), tensors[name].ToFloats());
        }
    }

    [Fact]
    public void What_lies_beside_the_state_is_noted()
    {
        Assert.Equal(["epoch: beside 'state_dict'", "optimizer: beside 'state_dict'"], WeightFiles.Read(TemporaryFile.Given("wrapped.pth")).Notes);
    }

    [Fact]
    public void A_whole_module_is_refused_with_the_class_it_asks_for()
    {
        var path = TemporaryFile.Given("linear.pth");
        var fault = Assert.Throws<MultiBoxException>(() => WeightFiles.Read(path));
        Assert.Equal(
            $"{path}: refused: its pickle asks for 'torch.nn.modules.linear.Linear' at byte 2, which is no part of a tensor. "
            + "Only tensors are read, nothing of a file is ever run. Export the weights alone, e.g. as safetensors.",
            fault.Message);
    }

    [Fact]
    public void A_pickle_that_would_run_a_command_is_refused()
    {
        using var file = new TemporaryFile(Pickles.Legacy(Pickles.Text("cposix\nsystem\nX\u0004\0\0\0true\u0085R.")), ".pth");
        Assert.Contains("'posix.system' at byte", Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(lp0\ng0\na.", "it holds no tensor by name")] // A list that holds itself.
    [InlineData("(dp0\nVx\ng0\ns.", "'x' is a dictionary that occurs twice")] // A dictionary that holds itself.
    [InlineData("t.", "no mark before byte")]
    [InlineData(".", "an empty stack before byte")]
    [InlineData("(g7\n.", "nothing is remembered as 7 at byte")]
    [InlineData("ccollections\nOrderedDict\n.", "it holds no tensor by name")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc.", "2147483647 bytes are announced at byte")]
    public void A_pickle_that_is_no_state_is_refused_with_a_reason(string pickle, string why)
    {
        using var file = new TemporaryFile(Pickles.Legacy(Pickles.Text(pickle)), ".pth");
        Assert.Contains(why, Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 6, "leaves its storage of 6 numbers")]
    [InlineData(0, 7, "leaves its storage of 6 numbers")]
    [InlineData(-1, 2, "leaves its storage of 6 numbers")]
    [InlineData(0, 1_000_000_000, "leaves its storage of 6 numbers")]
    public void A_tensor_that_leaves_its_storage_is_refused(int offset, int size, string why)
    {
        using var file = new TemporaryFile(Pickles.OneTensor(storage: 6, stated: 6, offset, size), ".pth");
        Assert.Contains(why, Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hand_made_tensor_is_read()
    {
        using var file = new TemporaryFile(Pickles.OneTensor(storage: 6, stated: 6, offset: 1, size: 4), ".pth");
        var tensor = Assert.Single(WeightFiles.Read(file.Path).Tensors);
        Assert.Equal([1f, 2, 3, 4], tensor.ToFloats());
    }

    [Fact]
    public void A_storage_whose_size_lies_is_refused()
    {
        using var file = new TemporaryFile(Pickles.OneTensor(storage: 6, stated: 1_000_000_000_000, offset: 0, size: 4), ".pth");
        Assert.Contains("its storage 's' claims 1000000000000 numbers, but 24 bytes follow", Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.pth")]
    [InlineData("state-old.pth")]
    public void A_truncated_file_is_refused_wherever_it_ends(string name)
    {
        var whole = File.ReadAllBytes(TemporaryFile.Given(name));
        for (var length = 16; length < whole.Length; length += 7)
        {
            using var file = new TemporaryFile(whole[..length], ".pth");
            Assert.Throws<MultiBoxException>(() => WeightFiles.Read(file.Path));
        }
    }
}
