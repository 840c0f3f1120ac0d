#!/usr/bin/env bash
# build.sh: installs checkov into a Python environment of its own, once for each state of the pins, and prints its path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

pins=$(sha256sum requirements.txt | cut -c 1-16)
out="${CDK8S_HARDENED_CACHE:-${HOME:-/tmp}/.cache/cdk8s-hardened}/checkov-$pins"
if [ ! -e "$out/done" ]; then
  echo "installing checkov, this once …" >&2
  python3 -m venv --clear "$out" >&2
  "$out/bin/pip" install --quiet --disable-pip-version-check --no-deps -r requirements.txt >&2
  touch "$out/done"
fi
echo "$out/bin/checkov"
