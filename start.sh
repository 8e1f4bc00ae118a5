#!/bin/sh
# npm start, for a machine that may have no Node yet.
cd "$(dirname "$0")" || exit 1
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "EDF Lab needs Node.js 20.19 or newer with npm, and found none: install it from nodejs.org and run this again." >&2
  exit 1
fi
exec npm start --silent -- "$@"
