#!/usr/bin/env bash
# build.sh: builds trivy, and prints its path.
set -euo pipefail
export GOEXPERIMENT=jsonv2
exec "$(dirname "${BASH_SOURCE[0]}")/../go-tool.sh" "$(dirname "${BASH_SOURCE[0]}")"
