namespace MultiBox.Abstractions;

/// <summary>
/// What all factories share. A plugin's class derives from <see cref="BackboneFactory{TOptions}"/>,
/// <see cref="HeadFactory{TOptions}"/> or <see cref="LossFactory{TOptions}"/> and carries a <see cref="PluginAttribute"/>.
/// </summary>
public interface IPluginFactory
{
    /// <summary>
    /// The record that the experiment's <c>options</c> are read into. Each public property with an <c>init</c> accessor is an
    /// option named in snake_case; its initial value is the default. <c>[Description]</c> documents it, and <c>[Range]</c>,
    /// <c>[MinLength]</c>, <c>[MaxLength]</c> and <c>[AllowedValues]</c> of System.ComponentModel.DataAnnotations limit it.
    /// </summary>
    Type OptionsType { get; }
}
