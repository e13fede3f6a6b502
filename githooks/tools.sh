# Sourced by the hooks: finds what they run with, or says what is missing and refuses.

# refuse SENTENCE FIX
refuse() {
  printf '%s\nFix: %s\n' "$1" "$2" >&2
  exit 1
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# ./plinth fetches a Node where the one on PATH is too old.
node=$root/.plinth/node/$(cat "$root/.nvmrc")/bin/node
[ -x "$node" ] || node=$(command -v node) || refuse "There is no Node.js to check this commit with." \
  "Run \`./plinth help\` once in $root; it brings what is missing."
[ -d "$root/node_modules/@commitlint/cli" ] && [ -d "$root/node_modules/@secretlint/core" ] ||
  refuse "The npm packages that check a commit are not installed." "Run \`./plinth help\` once in $root; it installs them."
