using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests.Mxnet;

public sealed class MxnetSymbolCheckTests
{
    [Fact]
    public void Arrays_that_fit_have_no_faults()
    {
        var symbol = Symbols.Read(Symbols.Network);
        Assert.Empty(MxnetSymbolCheck.Faults(symbol, Symbols.Weights(Symbols.Arrays)));
        MxnetSymbolCheck.Require(symbol, Symbols.Weights(Symbols.Arrays));
        // Some files keep an array for the input too.
        Assert.Empty(MxnetSymbolCheck.Faults(symbol, With(("arg:label", [1]))));
    }

    [Theory]
    // Missing, left over, or of the wrong kind.
    [InlineData("arg:conv0_weight", null, "arg:conv0_weight: missing, weight of conv0 (Convolution)")]
    [InlineData("arg:fc_bias", null, "arg:fc_bias: missing, bias of fc (FullyConnected)")]
    [InlineData("aux:bn0_moving_var", null, "aux:bn0_moving_var: missing, moving_var of bn0 (BatchNorm)")]
    [InlineData("arg:norm_scale", null, "arg:norm_scale: missing, a variable of the graph")]
    [InlineData("arg:conv0_bias", "8", "arg:conv0_bias: the graph has no such variable")]
    [InlineData("conv9", "8", "conv9: neither arg: nor aux:")]
    // Other sizes than the attributes or the layers before say.
    [InlineData("arg:conv0_weight", "4 3 7 7", "arg:conv0_weight: [4, 3, 7, 7], but the weight of conv0 (Convolution) is [8, 3, 7, 7]")]
    [InlineData("arg:conv0_weight", "8 3 7", "arg:conv0_weight: [8, 3, 7], but the weight of conv0 (Convolution) is [8, 3, 7, 7]")]
    [InlineData("arg:conv1_weight", "8 8 3 3", "arg:conv1_weight: [8, 8, 3, 3], but the weight of conv1 (Convolution) is [8, 2, 3, 3]")]
    [InlineData("arg:conv1_bias", "9", "arg:conv1_bias: [9], but the bias of conv1 (Convolution) is [8]")]
    [InlineData("aux:bn0_moving_mean", "7", "aux:bn0_moving_mean: [7], but the moving_mean of bn0 (BatchNorm) is [8]")]
    [InlineData("arg:bn_data_beta", "4", "arg:bn_data_beta: [4], but the beta of bn_data (BatchNorm) is [3]")]
    [InlineData("arg:head_weight", "4 8 1 1", "arg:head_weight: [4, 8, 1, 1], but the weight of head (Convolution) is [4, 16, 1, 1]")]
    [InlineData("arg:fc_weight", "4 100", "arg:fc_weight: [4, 100], but the weight of fc (FullyConnected) is [3, ?]")]
    [InlineData("arg:norm_scale", "1 9 1 1", "arg:norm_scale: [1, 9, 1, 1], but the graph says [1, 8, 1, 1]")]
    public void An_array_that_does_not_fit_is_named_with_its_node(string name, string? shape, string fault) =>
        Assert.Equal([fault], MxnetSymbolCheck.Faults(Symbols.Read(Symbols.Network), With((name, shape?.Split(' ').Select(long.Parse).ToArray()))));

    [Fact]
    public void An_array_of_the_other_kind_is_named_once()
    {
        var weights = With(("aux:bn0_moving_mean", null), ("arg:bn0_moving_mean", [8]), ("arg:conv0_weight", null), ("aux:conv0_weight", [8, 3, 7, 7]));
        Assert.Equal(
            ["aux:conv0_weight: weight of conv0 (Convolution), expected as arg:", "arg:bn0_moving_mean: moving_mean of bn0 (BatchNorm), expected as aux:"],
            MxnetSymbolCheck.Faults(Symbols.Read(Symbols.Network), weights));
    }

    [Fact]
    public void All_faults_are_in_one_message()
    {
        var symbol = Symbols.Read(Symbols.Network);
        var fault = Assert.Throws<MultiBoxException>(() => MxnetSymbolCheck.Require(symbol, With(("arg:fc_bias", [4]), ("arg:old", [1]))));
        Assert.Equal(
            $"net.params: not the weights of {symbol.Path}:\n  arg:fc_bias: [4], but the bias of fc (FullyConnected) is [3]\n  arg:old: the graph has no such variable\n"
            + "Use the two files of one training.",
            fault.Message);
    }

    [Fact]
    public void The_oldest_symbols_do_not_list_the_moving_averages_but_need_them()
    {
        var symbol = Symbols.Read(Symbols.Json(
            Symbols.Variable("data"), Symbols.Variable("bn_gamma"), Symbols.Variable("bn_beta"), Symbols.Node("BatchNorm", "bn", "", 0, 1, 2)));
        var arrays = new Dictionary<string, long[]> { ["arg:bn_gamma"] = [2], ["arg:bn_beta"] = [2], ["aux:bn_moving_mean"] = [2], ["aux:bn_moving_var"] = [3] };
        Assert.Equal(["aux:bn_moving_var: [3], but the moving_var of bn (BatchNorm) is [2]"], MxnetSymbolCheck.Faults(symbol, Symbols.Weights(arrays)));
        arrays.Remove("aux:bn_moving_var");
        Assert.Equal(["aux:bn_moving_var: missing, moving_var of bn (BatchNorm)"], MxnetSymbolCheck.Faults(symbol, Symbols.Weights(arrays)));
    }

    [Theory]
    [InlineData("num_filter=8", "c (Convolution): kernel is (), expected sizes")]
    [InlineData("num_filter=8 kernel=(3,0)", "c (Convolution): kernel is (3, 0), expected sizes")]
    [InlineData("num_filter=8 kernel=(3,x)", "c (Convolution): kernel is '(3,x)', expected whole numbers in brackets")]
    [InlineData("kernel=(3,3)", "c (Convolution): num_filter is missing, expected a whole number")]
    [InlineData("num_filter=99999999999 kernel=(3,3)", "c (Convolution): num_filter is '99999999999', expected a whole number")]
    [InlineData("num_filter=8 kernel=(3,3) num_group=0", "c (Convolution): num_filter is 8 and num_group 0, expected a multiple of the groups")]
    [InlineData("num_filter=8 kernel=(3,3) stride=(0,1)", "c (Convolution): stride is (0, 1), expected 2 numbers from 1")]
    [InlineData("num_filter=8 kernel=(3,3) pad=(1,1,1)", "c (Convolution): pad is (1, 1, 1), expected 2 numbers from 0")]
    [InlineData("num_filter=8 kernel=(3,3) no_bias=no", "c (Convolution): no_bias is 'no', expected True or False")]
    [InlineData("num_filter=8 kernel=(3,3) layout=NHWC", "c (Convolution): layout is 'NHWC', expected NCHW")]
    [InlineData("num_filter=8 kernel=(3,3)", "c (Convolution): it has 2 inputs, expected its bias as input 2")]
    public void Attributes_that_cannot_be_are_named_with_their_node(string attributes, string fault)
    {
        var symbol = Symbols.Read(Symbols.Json(Symbols.Variable("data"), Symbols.Variable("w"), Symbols.Node("Convolution", "c", attributes, 0, 1)));
        Assert.Contains(fault, MxnetSymbolCheck.Faults(symbol, Symbols.Weights(new Dictionary<string, long[]> { ["arg:w"] = [8, 3, 3, 3] })));
    }

    private static WeightFile With(params (string Name, long[]? Shape)[] changes)
    {
        var arrays = Symbols.Arrays.ToDictionary();
        foreach (var (name, shape) in changes)
        {
            if (shape is null) arrays.Remove(name);
            else arrays[name] = shape;
        }

        return Symbols.Weights(arrays);
    }
}
