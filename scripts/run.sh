#!/bin/sh
# Runs this checkout, built first where that was not done: for CI systems and hooks that fetch the repository. The
# machine's own Node.js need only have npm; what runs is the one that the build brings.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ ! -f "$root/dist/main.js" ]; then
  if ! command -v npm >/dev/null; then
    echo 'kubectl agentgw is built by npm, which is not on the PATH: install Node.js' >&2
    exit 3
  fi
  (cd "$root" && npm run --silent build) >&2 || {
    echo "kubectl agentgw could not be built in $root" >&2
    exit 3
  }
fi
exec "$root/node_modules/.bin/node" "$root/bin/kubectl-agentgw" "$@"
