# Builds the build host when something changed, then hands it the command line: ./build.ps1 --help
# -p:Name=Value goes to the build of the host, everything else to the host. Where no suitable .NET SDK is found, the one that global.json
# names is installed into .dotnet\; MULTIBOX_DOTNET_INSTALL_URL may name another place to take Microsoft's install script from.
# Works in Windows PowerShell 5.1 and in PowerShell 7.

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$output = Join-Path $root 'build/bin/Release'
$stamp = Join-Path $output 'build.stamp'
if (-not $env:DOTNET_CLI_TELEMETRY_OPTOUT) { $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1' }
if (-not $env:DOTNET_NOLOGO) { $env:DOTNET_NOLOGO = '1' }

function Stop-Build([string[]] $lines) {
    foreach ($line in $lines) { [Console]::Error.WriteLine($line) }
    exit 1
}

# PowerShell cuts -p:Name=Value after the colon, and makes a list of a,b.
$properties = @()
$arguments = @()
$pending = $false
foreach ($argument in $args) {
    if ($argument -is [array]) { $text = $argument -join ',' } else { $text = [string] $argument }
    if ($pending) {
        $properties += "-p:$text"
        $pending = $false
    }
    elseif ($text -match '^(-|--|/)(p|property):$') { $pending = $true }
    elseif ($text -match '^(-|--|/)(p|property):(.+=.*)$') { $properties += "-p:$($Matches[3])" }
    else { $arguments += $text }
}

# The user's own libtorch takes the place of the packaged one, which would otherwise be loaded beside it.
if ($env:MULTIBOX_LIBTORCH -and -not $env:Accelerator -and -not ($properties -like '-p:Accelerator=*')) { $properties += '-p:Accelerator=none' }

# Runs dotnet in the repository's folder, where global.json is found; what it prints goes to a file.
function Invoke-Dotnet([string] $dotnet, [string[]] $dotnetArguments, [string] $log) {
    # Windows PowerShell turns the first line on the error stream into an exception otherwise.
    $ErrorActionPreference = 'Continue'
    Push-Location $root
    try {
        & $dotnet @dotnetArguments *> $log
        return $LASTEXITCODE
    }
    finally { Pop-Location }
}

function Test-Dotnet([string] $dotnet) {
    if (-not $dotnet -or -not (Test-Path $dotnet)) { return $false }
    $log = [IO.Path]::GetTempFileName()
    try { return (Invoke-Dotnet $dotnet @('--version') $log) -eq 0 }
    finally { Remove-Item $log -Force }
}

function Install-Dotnet([string] $folder) {
    $url = $env:MULTIBOX_DOTNET_INSTALL_URL
    if (-not $url) { $url = 'https://dot.net/v1/dotnet-install.ps1' }
    [Console]::Error.WriteLine("No .NET SDK that satisfies global.json was found; installing it into $folder ...")
    $script = Join-Path ([IO.Path]::GetTempPath()) 'multibox-dotnet-install.ps1'
    try {
        if ($url -like 'file://*') { Copy-Item ([Uri] $url).LocalPath $script -Force }
        else {
            [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
            Invoke-WebRequest -Uri $url -OutFile $script -UseBasicParsing
        }
    }
    catch {
        Stop-Build @("The .NET install script could not be downloaded from ${url}: $($_.Exception.Message)",
            'Install the .NET SDK that global.json names from https://dotnet.microsoft.com/download, or check the network, then run build.ps1 again.')
    }

    try { & $script -JSonFile (Join-Path $root 'global.json') -InstallDir $folder -NoPath | Out-Null }
    catch {
        Stop-Build @("The .NET SDK could not be installed into ${folder}: $($_.Exception.Message)",
            'Install the .NET SDK that global.json names from https://dotnet.microsoft.com/download, then run build.ps1 again.')
    }
    finally { Remove-Item $script -Force -ErrorAction SilentlyContinue }
}

if ($env:OS -eq 'Windows_NT') { $executable = 'dotnet.exe' } else { $executable = 'dotnet' }
$command = Get-Command $executable -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
$dotnet = ''
if ($command) { $dotnet = $command.Source }
if (-not (Test-Dotnet $dotnet)) {
    $folder = Join-Path $root '.dotnet'
    $dotnet = Join-Path $folder $executable
    if (-not (Test-Dotnet $dotnet)) {
        Install-Dotnet $folder
        if (-not (Test-Dotnet $dotnet)) {
            Stop-Build @("The .NET SDK in $folder does not satisfy global.json. Remove that folder and run build.ps1 again.")
        }
    }

    # The host starts dotnet too, for the tests.
    $env:DOTNET_ROOT = $folder
    $env:PATH = $folder + [IO.Path]::PathSeparator + $env:PATH
}

# One number for everything that the host is made of: names and contents of its sources, and what the build is told from outside.
function Get-Fingerprint {
    $files = @()
    foreach ($name in @('build', 'src', 'plugins')) {
        $folder = Join-Path $root $name
        if (Test-Path $folder) {
            $files += Get-ChildItem $folder -Recurse -File -Force | Where-Object { $_.FullName.Substring($root.Length) -notmatch '[\\/](bin|obj)[\\/]' }
        }
    }

    $files += Get-ChildItem $root -File -Force | Where-Object { $_.Name -match '\.(props|targets)$|^(global\.json|nuget\.config|\.editorconfig)$' }
    $sha = [Security.Cryptography.SHA256]::Create()
    $lines = @()
    foreach ($file in ($files | Sort-Object FullName)) {
        $lines += [BitConverter]::ToString($sha.ComputeHash([IO.File]::ReadAllBytes($file.FullName))) + ' ' + $file.FullName.Substring($root.Length)
    }

    $lines += $properties
    $lines += "Accelerator=$env:Accelerator"
    $lines += "UseCakeFrostingPackage=$env:UseCakeFrostingPackage"
    $lines += $dotnet
    return [BitConverter]::ToString($sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($lines -join "`n")))
}

function Get-BuildHost {
    if (-not (Test-Path $output)) { return $null }
    return Get-ChildItem $output -Recurse -File -Filter 'MultiBox.Build.dll' | Where-Object { $_.FullName -notmatch '[\\/]refs?[\\/]' } |
        Select-Object -First 1 -ExpandProperty FullName
}

function Test-Current([string] $fingerprint) {
    if (-not (Get-BuildHost) -or -not (Test-Path $stamp)) { return $false }
    foreach ($plugin in Get-ChildItem (Join-Path $root 'plugins/*/*.csproj') -ErrorAction SilentlyContinue) {
        if (-not (Test-Path (Join-Path $plugin.DirectoryName 'bin'))) { return $false }
    }

    return ([IO.File]::ReadAllText($stamp).Trim() -eq $fingerprint)
}

$fingerprint = Get-Fingerprint
if (-not (Test-Current $fingerprint)) {
    [Console]::Error.WriteLine('Building the build host ...')
    New-Item -ItemType Directory -Force $output | Out-Null
    $logFolder = Join-Path $root 'build/obj'
    New-Item -ItemType Directory -Force $logFolder | Out-Null
    $log = Join-Path $logFolder 'build.log'
    Remove-Item $stamp -Force -ErrorAction SilentlyContinue
    $code = Invoke-Dotnet $dotnet (@('build', 'build/Build.csproj', '-c', 'Release', '-v:minimal', '-nologo', '-nodeReuse:false') + $properties) $log
    if ($code -ne 0) {
        Stop-Build @([IO.File]::ReadAllText($log), 'The build host did not build; the reason is printed above.')
    }

    [IO.File]::WriteAllText($stamp, $fingerprint)
}

& $dotnet (Get-BuildHost) @arguments
exit $LASTEXITCODE
