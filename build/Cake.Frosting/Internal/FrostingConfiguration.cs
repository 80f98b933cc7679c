using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>Cake's configuration: the build's settings, then <c>cake.config</c> and the environment, then the command line.</summary>
internal sealed class FrostingConfiguration(
    IEnumerable<FrostingSetting> settings, IFileSystem fileSystem, ICakeEnvironment environment, IRemainingArguments remaining)
    : ICakeConfiguration
{
    private readonly ICakeConfiguration _configuration = new CakeConfigurationProvider(fileSystem, environment).CreateConfiguration(
        environment.WorkingDirectory,
        settings.GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.OrdinalIgnoreCase),
        remaining.Parsed.ToDictionary(argument => argument.Key, argument => argument.FirstOrDefault() ?? string.Empty));

    public string GetValue(string key) => _configuration.GetValue(key);
}
