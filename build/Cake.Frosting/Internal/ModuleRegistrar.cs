using Cake.Core.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>
/// Lets Cake's modules register into the service collection. A registration is finished only after the calls that follow it
/// (<c>As</c>, <c>Singleton</c>), so all are kept until <see cref="Complete"/>.
/// </summary>
internal sealed class ModuleRegistrar(IServiceCollection services) : ICakeContainerRegistrar
{
    private readonly List<Registration> _registrations = [];

    public ICakeRegistrationBuilder RegisterType(Type type) => Add(new(type, null, ServiceLifetime.Transient));

    public ICakeRegistrationBuilder RegisterInstance<TImplementation>(TImplementation instance)
        where TImplementation : class => Add(new(typeof(TImplementation), instance, ServiceLifetime.Singleton));

    public void Complete()
    {
        foreach (var registration in _registrations) services.Add(registration.Describe());
    }

    private Registration Add(Registration registration)
    {
        _registrations.Add(registration);
        return registration;
    }

    private sealed class Registration(Type implementation, object? instance, ServiceLifetime lifetime) : ICakeRegistrationBuilder
    {
        private Type? _service;
        private ServiceLifetime? _lifetime;

        public ICakeRegistrationBuilder As(Type type) => With(() => _service = type);

        public ICakeRegistrationBuilder AsSelf() => With(() => _service = implementation);

        public ICakeRegistrationBuilder Singleton() => With(() => _lifetime = ServiceLifetime.Singleton);

        public ICakeRegistrationBuilder Transient() => With(() => _lifetime = ServiceLifetime.Transient);

        public ServiceDescriptor Describe() => instance is null
            ? ServiceDescriptor.Describe(_service ?? implementation, implementation, _lifetime ?? lifetime)
            : ServiceDescriptor.Describe(_service ?? implementation, _ => instance, _lifetime ?? lifetime);

        private Registration With(Action change)
        {
            change();
            return this;
        }
    }
}
