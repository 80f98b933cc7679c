namespace MultiBox.Pipeline.Publishing;

/// <summary>What people start in a bundle, and what they read first.</summary>
internal static class BundleScript
{
    /// <summary>The script's name.</summary>
    public const string Name = "multibox.sh";

    /// <summary>The script: it finds an installed PyTorch unless one is named, then starts the host with the bundle's own .NET.</summary>
    /// <param name="program">The host's name.</param>
    public static string Text(string program) => $$"""
        #!/usr/bin/env bash
        # Runs MultiBox with the libraries of an installed PyTorch. Options are those of build.sh: try --help.
        set -euo pipefail
        here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

        if [[ -z "${MULTIBOX_LIBTORCH:-}" ]]; then
          for python in ${MULTIBOX_PYTHON:+"$MULTIBOX_PYTHON"} python3 python /usr/bin/python3; do
            command -v "$python" >/dev/null || continue
            MULTIBOX_LIBTORCH="$("$python" -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null)" || continue
            [[ -n "$MULTIBOX_LIBTORCH" ]] && break
          done
          if [[ -z "${MULTIBOX_LIBTORCH:-}" ]]; then
            echo "No Python with PyTorch was found. Name one in MULTIBOX_PYTHON, or the folder of its libraries in MULTIBOX_LIBTORCH." >&2
            exit 1
          fi
          export MULTIBOX_LIBTORCH
        fi

        export MULTIBOX_ROOT="${MULTIBOX_ROOT:-$here}" DOTNET_ROOT="$here/dotnet"
        exec "$here/dotnet/dotnet" "$here/host/{{program}}.dll" "$@"

        """;

    /// <summary>The text for people who unpack a bundle.</summary>
    /// <param name="version">The libtorch that TorchSharp is built for.</param>
    public static string ReadMe(string version) => $"""
        MultiBox without libtorch. It runs with the libraries of an installed PyTorch {version}, with or without CUDA:

          ./{Name} --target Doctor                               what is here, and whether it fits
          ./{Name} --target Train --experiment quickstart
          ./{Name} --target Train --experiment resnet50-512 --device cuda
          ./{Name} --target Bench --only infer,train             the processor, beside that PyTorch
          ./{Name} --target Bench --only gpu                     a CUDA device, beside that PyTorch

        The first Python with PyTorch is taken: of MULTIBOX_PYTHON, of the path, of /usr/bin. MULTIBOX_LIBTORCH names a folder with
        libtorch instead. TorchSharp is built for version {version}; with another one Doctor says what is missing.
        .NET is in the folder dotnet; nothing needs to be installed. Data goes to data/, results to artifacts/, as everywhere.

        """;
}
