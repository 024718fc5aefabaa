#!/usr/bin/env bash
# Makes a migration from what has changed in the model, and says what to look at in it:
#   ./new-migration.sh "What it changes"
#   ./new-migration.sh --operations "What it changes"     for operations.db, which only ever goes up
# The words become the name: "Add task percent" is AddTaskPercent. Exits 2 for wrong use, 1 when the model has not changed.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

context=ReleaseDbContext folder=Migrations
if [ "${1:-}" = --operations ]; then
  context=OperationsDbContext folder=Operations/Migrations
  shift
fi

if [ $# != 1 ] || [ -z "${1// /}" ]; then
  echo 'Say what it changes: ./new-migration.sh "Add task percent"' >&2
  exit 2
fi
if [ ${#1} -gt 60 ]; then
  echo "That is ${#1} characters; at most 60 can be read at a glance." >&2
  exit 2
fi

name=
for word in $1; do
  word=${word//[^A-Za-z0-9]/}
  name+=${word^}
done
if [[ ! $name =~ ^[A-Z] ]]; then
  echo "The name has to begin with a letter." >&2
  exit 2
fi
if compgen -G "Dashboard.Data/$folder/*_$name.cs" >/dev/null; then
  echo "There is a migration $name already." >&2
  exit 2
fi

dotnet tool restore >/dev/null || exit 1
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
ef=(--context "$context" --project Dashboard.Data --startup-project Dashboard.Data)
dotnet build Dashboard.Data -v q >"$log" 2>&1 || { grep -E 'error' "$log" | sort -u >&2; exit 1; }
if dotnet ef migrations has-pending-model-changes "${ef[@]}" --no-build >"$log" 2>&1; then
  echo "The model has not changed since the last migration. For SQL by hand (a trigger, a view) an empty one is made." >&2
fi
dotnet ef migrations add "$name" "${ef[@]}" --no-build --output-dir "$folder" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
file=$(compgen -G "Dashboard.Data/$folder/*_$name.cs")
echo "Made $file"

# What the generator writes without knowing the data: on the way up, where the rows are.
down=$(grep -n 'void Down(' "$file" | cut -d: -f1)
found=
look() {
  local lines
  lines=$(head -n "$down" "$file" | grep -nE "$2") || return
  found=yes
  echo "$lines" | sed "s|^\([0-9]*\):  *|  $file:\1: |; s|\$|   <- $1|"
}
echo "Look at:"
look 'data goes: is it copied first, by migrationBuilder.Sql above?' '\.Drop(Column|Table)\('
look 'a default that nobody chose for the rows that are there' 'defaultValue: (""|0L?|false)'
look 'fails where rows are equal: make them unique first' 'unique: true|AddUniqueConstraint|AddPrimaryKey'
look 'fails where rows break it: repair them first' 'AddCheckConstraint|AddForeignKey'
look 'an unclear type change: does every value fit?' '\.AlterColumn<'
if head -n "$down" "$file" | grep -q '\.DropColumn(' && head -n "$down" "$file" | grep -q '\.AddColumn<'; then
  echo "  $file: a column goes and another comes: was RenameColumn meant?"
fi
[ -n "$found" ] || echo "  nothing stands out on the way up."
if tail -n "+$down" "$file" | grep -qE '\.Drop(Column|Table)\('; then
  echo "  $file:$down: going down, what was written since is gone: what should come back is up to you."
fi
echo
echo "Then: write Down by hand where the generated one does not bring the data back, and see what it does:"
echo "  ./dashboard.sh schema plan --rehearse"
echo "  ./test.sh --filter FullyQualifiedName~Schema"
echo "docs/migrations.md has the whole day."
