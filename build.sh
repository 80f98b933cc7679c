#!/usr/bin/env bash
# Builds the build host when something changed, then hands it the command line: ./build.sh --help
# -p:Name=Value goes to the build of the host, everything else to the host. Where no suitable .NET SDK is found, the one that global.json
# names is installed into .dotnet/; MULTIBOX_DOTNET_INSTALL_URL may name another place to take Microsoft's install script from.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
output="$root/build/bin/Release"
stamp="$output/build.stamp"
export DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}" DOTNET_NOLOGO="${DOTNET_NOLOGO:-1}"

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

properties=()
arguments=()
for argument in "$@"; do
  case "$argument" in
    -p:*=* | /p:*=* | -property:*=* | --property:*=*) properties+=("-p:${argument#*:}") ;;
    *) arguments+=("$argument") ;;
  esac
done

# The user's own libtorch takes the place of the packaged one, which would otherwise be loaded beside it.
if [[ -n "${MULTIBOX_LIBTORCH:-}" && -z "${Accelerator:-}" && "${properties[*]+"${properties[*]}"}" != *-p:Accelerator=* ]]; then
  properties+=("-p:Accelerator=none")
fi

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
export -f sha256

# One number for everything that the host is made of: names and contents of its sources, and what the build is told from outside.
fingerprint() {
  (
    cd "$root"
    export LC_ALL=C
    {
      find build src plugins \( -name bin -o -name obj \) -prune -o -type f -print0
      find . -maxdepth 1 -type f \( -name '*.props' -o -name '*.targets' -o -name global.json -o -iname nuget.config -o -name .editorconfig \) -print0
    } 2>/dev/null | sort -z | xargs -0 bash -c 'sha256 "$@"' sha256
    printf '%s\n' "${properties[@]+"${properties[@]}"}" "Accelerator=${Accelerator:-}" "UseCakeFrostingPackage=${UseCakeFrostingPackage:-}" "$dotnet"
  ) | sha256 | cut -d ' ' -f 1
}

# A dotnet that can build here: global.json decides which SDKs are good enough.
suits() {
  (cd "$root" && "$1" --version) >/dev/null 2>&1
}

download() {
  case "$1" in
    file://*) cp "${1#file://}" "$2" ;;
    *)
      if command -v curl >/dev/null; then curl -fsSL --retry 3 -o "$2" "$1"
      elif command -v wget >/dev/null; then wget -q -O "$2" "$1"
      else
        echo "Neither curl nor wget is installed." >&2
        return 1
      fi
      ;;
  esac
}

install_dotnet() {
  local url="${MULTIBOX_DOTNET_INSTALL_URL:-https://dot.net/v1/dotnet-install.sh}"
  echo "No .NET SDK that satisfies global.json was found; installing it into $root/.dotnet ..." >&2
  script="$(mktemp)"
  trap 'rm -f "$script"' EXIT
  download "$url" "$script" ||
    fail "The .NET install script could not be downloaded from $url." \
      "Install the .NET SDK that global.json names from https://dotnet.microsoft.com/download, or check the network, then run build.sh again."
  bash "$script" --jsonfile "$root/global.json" --install-dir "$root/.dotnet" --no-path >&2 ||
    fail "The .NET SDK could not be installed into $root/.dotnet; the reason is printed above." \
      "Install the .NET SDK that global.json names from https://dotnet.microsoft.com/download, then run build.sh again."
  suits "$root/.dotnet/dotnet" ||
    fail "The .NET SDK in $root/.dotnet does not satisfy global.json. Remove that folder and run build.sh again."
  rm -f "$script"
}

dotnet="$(command -v dotnet || true)"
if [[ -z "$dotnet" ]] || ! suits "$dotnet"; then
  suits "$root/.dotnet/dotnet" || install_dotnet
  dotnet="$root/.dotnet/dotnet"
  # The host starts dotnet too, for the tests.
  export DOTNET_ROOT="$root/.dotnet" PATH="$root/.dotnet:$PATH"
fi

host() {
  local candidate
  for candidate in "$output"/*/*/MultiBox.Build.dll "$output"/*/MultiBox.Build.dll; do
    if [[ -f "$candidate" ]]; then
      printf '%s' "$candidate"
      return
    fi
  done
}

# Whether the output is there and made of what is there now.
current() {
  local plugin
  [[ -n "$(host)" && -f "$stamp" && "$(<"$stamp")" == "$now" ]] || return 1
  for plugin in "$root"/plugins/*/*.csproj; do
    [[ ! -f "$plugin" || -d "${plugin%/*}/bin" ]] || return 1
  done
}

build() {
  local log="$root/build/obj/build.log"
  mkdir -p "$root/build/obj" "$output"
  echo "Building the build host ..." >&2
  rm -f "$stamp"
  if ! (cd "$root" && "$dotnet" build build/Build.csproj -c Release -v:minimal -nologo -nodeReuse:false \
    ${properties[@]+"${properties[@]}"}) >"$log" 2>&1 </dev/null 9>&-; then
    cat "$log" >&2
    fail "The build host did not build; the reason is printed above."
  fi
  printf '%s\n' "$now" >"$stamp.new"
  mv "$stamp.new" "$stamp"
}

now="$(fingerprint)"
if ! current; then
  # Two terminals must not build into the same folder at once; where flock is missing they are trusted not to. The compiler's server
  # outlives the build, so that the build must not inherit the lock.
  mkdir -p "$output"
  exec 9>"$output/build.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if ! current; then build; fi
  exec 9>&-
fi

exec "$dotnet" "$(host)" ${arguments[@]+"${arguments[@]}"}
