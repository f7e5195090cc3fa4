/** The Git hook that `init --ci` writes. */

const HOOK_FOLDER = '.githooks'
export const HOOK_FILE = `${HOOK_FOLDER}/pre-commit`
export const HOOK_MODE = 0o755

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
/** A folder in a pattern of Git, where it stands for itself. */
const literally = (way: string): string => way.replace(/[\\*?[]/g, String.raw`\$&`)

/** `way`: where agentgw.yaml lies in the repository, with `/`; '' is its root. */
export const gitHook = (way: string): string => {
  const inside = way === '' ? '' : `${literally(way)}/`
  const files = ['*.yaml', '*.yml', '*.json', '.agentgw'].map((pattern) => quote(`${inside}${pattern}`))
  return `\
#!/bin/sh
# Checks the manifests as they are about to be committed: what is staged, not what lies beside it.
# Written by \`kubectl agentgw init --ci\`; it is yours to change. Once in each clone, to turn it on:
#   git config core.hooksPath ${HOOK_FOLDER}
# Past it, once: git commit --no-verify
set -eu

set -- ${files.join(' ')}
if git diff --cached --quiet -- "$@"; then exit 0; fi

if ! command -v kubectl-agentgw >/dev/null; then
  echo 'pre-commit: kubectl-agentgw is not on the PATH; install it, or commit with --no-verify' >&2
  exit 1
fi

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
git ls-files -z -- "$@" | git checkout-index -z --stdin --prefix="$staged/"
root="$staged"/${quote(way === '' ? '.' : way)}
if [ ! -f "$root/agentgw.yaml" ]; then exit 0; fi
cd "$root"
kubectl-agentgw validate
`
}
