#!/usr/bin/env bash
# go-tool.sh FOLDER: builds the program that FOLDER/go.mod pins as its tool, once for each state of the pins, and prints its path.
set -euo pipefail
cd "$1"

name=$(basename "$PWD")
tool=$(sed -nE 's#^tool (.*)#\1#p' go.mod)
pins=$(cat go.mod go.sum | sha256sum | cut -c 1-16)
out="${CDK8S_HARDENED_CACHE:-${HOME:-/tmp}/.cache/cdk8s-hardened}/$name-$pins"
if [ ! -x "$out/$name" ]; then
  echo "building $name from its Go modules, this once …" >&2
  mkdir -p "$out"
  CGO_ENABLED=0 nice -n 10 go build -mod=readonly -trimpath -ldflags '-s -w' -o "$out/$name.$$" "$tool" >&2
  mv "$out/$name.$$" "$out/$name"
fi
echo "$out/$name"
