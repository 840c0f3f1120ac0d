#!/usr/bin/env bash
# build.sh: builds kubeconform and unpacks the schemas that it is to use, without network, and prints the path of the program. The schemas stand beside it, in `schemas`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

program=$(../go-tool.sh "$PWD")
schemas="$(dirname "$program")/schemas"
if [ ! -d "$schemas/v1.28.0-standalone-strict" ]; then
  wheels=$(mktemp -d)
  trap 'rm -rf "$wheels"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: --dest "$wheels" -r requirements.txt >&2
  python3 schemas.py "$wheels"/*.whl "$schemas.$$"
  # An older state of this folder holds two versions only.
  rm -rf "$schemas"
  mv "$schemas.$$" "$schemas"
fi
echo "$program"
