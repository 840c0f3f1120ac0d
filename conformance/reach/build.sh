#!/usr/bin/env bash
# build.sh NAME…: builds the engines of these folders from their Go modules, once for each state of their sources, and prints the path of each program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for name; do
  pins=$(cd "$name" && cat go.mod go.sum ./*.go | sha256sum | cut -c 1-16)
  out="${CDK8S_HARDENED_CACHE:-${HOME:-/tmp}/.cache/cdk8s-hardened}/$name-$pins"
  if [ ! -x "$out/$name" ]; then
    echo "building $name from its Go modules, this once …" >&2
    mkdir -p "$out"
    # checklinkname: ztunnel reaches a function that istiod keeps to itself.
    (cd "$name" && CGO_ENABLED=0 nice -n 10 go build -p 2 -trimpath -ldflags '-s -w -checklinkname=0' -o "$out/$name.$$" .)
    mv "$out/$name.$$" "$out/$name"
  fi
  echo "$out/$name"
done
