#!/usr/bin/env bash
# The command line:  ./dashboard.sh VERB ...   (./dashboard.sh --help lists the verbs)
# Builds quietly when a source is newer than the last build, then runs the built program in the caller's directory.
# Exits as the verb does; 3 when the build fails.
set -uo pipefail

# The repository, also when called through a link.
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  target=$(readlink -- "$self") || exit 3
  case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
  esac
done
root=$(cd -P -- "$(dirname -- "$self")" && pwd) || exit 3

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
dll=$root/Dashboard/bin/Debug/net10.0/Dashboard.dll
stamp=$root/Dashboard/obj/dashboard.sh.stamp

# True when there is no build, or something it is made of is newer. A build that changes nothing does not touch the dll:
# the stamp stands for it. Folders count too, because deleting a file changes nothing else.
is_stale() {
  [ -f "$dll" ] || return 0
  local newer=(-newer "$dll")
  [ -f "$stamp" ] && newer+=(-newer "$stamp")
  [ -n "$(find "$root"/Dashboard "$root"/Dashboard.Checks "$root"/Dashboard.Data "$root"/Hangfire.Storage.SQLite "$root"/wwwroot \
      "$root"/appsettings*.json "$root"/Directory.*.props "$root"/global.json "$root"/.editorconfig \
      \( -name bin -o -name obj \) -prune -o "${newer[@]}" -print -quit 2>/dev/null)" ]
}

build() {
  local log
  log=$(mktemp) || return 1
  touch "$stamp.new"
  # Without its file descriptor: build servers live on, and would keep the lock.
  if dotnet build "$root/Dashboard/Dashboard.csproj" -v q >"$log" 2>&1 </dev/null 9>&-; then
    mv -f -- "$stamp.new" "$stamp"
    rm -f -- "$log"
    return 0
  fi
  { grep -E '(error|warning) ' "$log" | sort -u || cat -- "$log"; echo "The build failed."; } >&2
  rm -f -- "$log" "$stamp.new"
  return 1
}

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 3; }

if is_stale; then
  mkdir -p -- "$root/Dashboard/obj" || exit 3
  # Two builds at once break each other: the second call waits, and finds nothing left to build.
  exec 9>"$root/Dashboard/obj/dashboard.sh.lock" || exit 3
  if command -v flock >/dev/null; then flock 9; fi
  if is_stale; then build || exit 3; fi
  exec 9>&-
fi

exec dotnet "$dll" "$@"
