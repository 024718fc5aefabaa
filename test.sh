#!/usr/bin/env bash
# Builds everything with warnings as errors, runs every test and ends with the line "N passed, N failed".
# Arguments go to `dotnet test`:  ./test.sh --filter FullyQualifiedName~Schema
# With `--job-storage package` first, the application is built on the published Hangfire.Storage.SQLite package, and what runs tasks is
# tested on it: their commands and faults, the API, and a candidate to its verdict in the browser. The line then begins with "package:".
# Exits 1 when something failed or nothing passed. With CI=true a missing Chromium fails the browser tests instead of skipping them.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
results=$(mktemp -d) || exit 1
trap 'rm -rf "$results"' EXIT
[ -n "${HOME:-}" ] || export HOME=$results DOTNET_CLI_HOME=$results

target=Dashboard.sln storage=() label=
if [ "${1:-}" = --job-storage ]; then
  [ "${2:-}" = package ] || { echo "--job-storage takes one value: package"; exit 2; }
  shift 2
  target=Dashboard.Tests storage=(-p:JobStorage=Package) label="package: "
  [ $# != 0 ] || set -- --filter 'FullyQualifiedName~Features.Tasks|FullyQualifiedName~Faults.ServerDeath|FullyQualifiedName~Faults.HostFault|FullyQualifiedName~Tests.Api|FullyQualifiedName~FirstReleaseStory'
fi

say() { if [ -t 2 ]; then echo "$*" >&2; fi; }
give_up() {
  echo "$1"
  echo "${label}0 passed, 0 failed"
  exit 1
}

find_chromium() {
  local name
  for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && name=$(command -v "$name") && "$name" --version >/dev/null 2>&1 && echo "$name" && return
  done
  return 1
}

# The browser tests drive Debian's Chromium. Only Debian and its kin are changed, and only where nobody has to be asked.
install_chromium() {
  local as_root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  say "Installing Chromium ..."
  {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium fonts-liberation
  } >"$results/apt.log" 2>&1 </dev/null || { tail -n 5 "$results/apt.log"; return 1; }
}

command -v dotnet >/dev/null || give_up "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"

if chromium=$(find_chromium) || { install_chromium && chromium=$(find_chromium); }; then
  export CHROMIUM_PATH=$chromium
else
  echo "No Chromium: the browser tests need it. Install it (Debian: apt-get install chromium; Fedora: dnf install chromium;"
  echo "macOS: brew install --cask chromium) or name it in CHROMIUM_PATH."
fi

say "Building ..."
dotnet restore "$target" "${storage[@]}" -v q >"$results/build.log" 2>&1 </dev/null &&
dotnet build "$target" "${storage[@]}" -c Release --no-restore -v q -warnaserror >>"$results/build.log" 2>&1 </dev/null || {
  grep -E '(error|warning) ' "$results/build.log" | sort -u | head -n 50 || tail -n 50 "$results/build.log"
  give_up "The build failed."
}

say "Testing ..."
dotnet test Dashboard.Tests "${storage[@]}" -c Release --no-build --blame-hang-timeout 10m --blame-hang-dump-type none \
  --logger 'trx;LogFilePrefix=t' --results-directory "$results" "$@" >"$results/test.log" 2>&1 </dev/null
code=$?

# TRX escapes every '<' of a text, so that a record per '<' is a record per tag.
find "$results" -name '*.trx' -exec cat {} + >"$results/all"
read -r passed failed skipped < <(awk -v RS='<' '
  function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
  /^Counters / {
    passed += number("passed")
    failed += number("failed") + number("error") + number("timeout") + number("aborted")
    skipped += number("total") - number("executed")
  }
  END { print passed + 0, failed + 0, skipped + 0 }' "$results/all")

awk -v RS='<' '
  function plain(text) {
    gsub(/&#x[dD];/, "", text); gsub(/&#x[aA];/, "\n", text)
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
    sub(/[ \n\r]+$/, "", text)
    return text
  }
  function show(text) { gsub(/\n/, "\n    ", text); print "    " text }
  /^UnitTestResult / { broken = / outcome="(Failed|Error|Timeout|Aborted)"/; match($0, / testName="[^"]*"/); name = substr($0, RSTART + 11, RLENGTH - 12) }
  broken && /^Message>/ { print "FAILED " plain(name); show(plain(substr($0, 9))) }
  broken && /^StackTrace>/ { broken = 0; show(plain(substr($0, 12))); print "" }' "$results/all"

# A run that broke off, or an argument that dotnet test refused, is no success whatever the counters say.
if [ "$code" != 0 ] && [ "$failed" = 0 ]; then
  echo "The test run broke off (dotnet test ended with $code):"
  grep -v '^   at ' "$results/test.log" | tail -n 25
  failed=1
fi

[ "$passed$failed" != 00 ] || echo "No test ran."
line="$label$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
