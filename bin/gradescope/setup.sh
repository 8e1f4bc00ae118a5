#!/usr/bin/env bash
# Makes a Debian or Ubuntu machine ready to grade. Gradescope runs this once, as root, when it builds the image; it asks nothing of any
# machine but those of Debian's (Ubuntu's) packages and of npm's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

isRecent() {
  "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
}
install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
quietly=(--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error)

# The system's Node where it will do. Where it is too old, it still runs the npm that fetches a newer one, and a newer npm.
command -v node >/dev/null && command -v npm >/dev/null || install nodejs npm
if isRecent node; then
  node="$(command -v node)"
  npm=(npm)
else
  (cd runtime && npm ci "${quietly[@]}")
  node="$(echo "$PWD"/runtime/node_modules/node-linux-*/bin/node)"
  npm=("$node" "$PWD/runtime/node_modules/npm/bin/npm-cli.js")
fi
ln -sfn "$node" runtime/node

# The strongest sandbox there is; where the machine does not allow it, the next one is used and the results say so.
command -v bwrap >/dev/null || install bubblewrap || echo 'There is no bubblewrap here: students will be isolated by less.'

command=install
[ ! -f edflab/package-lock.json ] || command=ci
(cd edflab && "${npm[@]}" "$command" --omit=dev "${quietly[@]}")

# Solutions and the key are nobody's business but the grader's: students' code runs as another user, from a copy of what it may see.
chmod go-rwx edflab course.key grading.json
runtime/node edflab/bin/edflab.mjs autograde --help >/dev/null
