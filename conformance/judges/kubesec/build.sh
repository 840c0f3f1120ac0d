#!/usr/bin/env bash
# build.sh: builds kubesec, and prints its path.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../go-tool.sh" "$(dirname "${BASH_SOURCE[0]}")"
