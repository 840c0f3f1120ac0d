#!/usr/bin/env bash
# build.sh: builds KICS, puts the queries and libraries of its module beside it, in `assets`, and prints the path of the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

program=$(../go-tool.sh "$PWD")
assets="$(dirname "$program")/assets"
if [ ! -d "$assets" ]; then
  module=$(go list -mod=readonly -m -f '{{.Dir}}' github.com/Checkmarx/kics/v2)
  mkdir "$assets.$$" && cp -r "$module/assets/queries" "$module/assets/libraries" "$assets.$$/" && chmod -R u+w "$assets.$$"
  mv "$assets.$$" "$assets"
fi
echo "$program"
