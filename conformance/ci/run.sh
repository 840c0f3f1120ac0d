#!/usr/bin/env bash
# Holds the workflow of examples/ci against actionlint, which knows the expressions and contexts that no schema describes, and the hooks against pre-commit's own
# validation; first each of the two against a broken file.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
count() { if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED ci: $2"; fi; }

if go build -o "$work/actionlint" github.com/rhysd/actionlint/cmd/actionlint; then
  # Not with the shellcheck that may be installed here or not.
  lint() { "$work/actionlint" -no-color -shellcheck= -pyflakes= "$@"; }
  grep -q 'property "nobody" is not defined' <<< "$(lint broken.yaml)"
  count $? 'the fault of broken.yaml was not found'
  lint ../../examples/ci/github-actions.yaml
  count $? 'examples/ci/github-actions.yaml: see above'
else
  count 1 'actionlint does not build'
fi

if python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r requirements.txt; then
  pre_commit() { "$work/venv/bin/pre-commit" "$@"; }
  ! pre_commit validate-manifest broken-hooks.yaml > /dev/null
  count $? 'the fault of broken-hooks.yaml was not found'
  pre_commit validate-manifest ../../.pre-commit-hooks.yaml
  count $? '.pre-commit-hooks.yaml: see above'
  pre_commit validate-config ../../examples/ci/pre-commit-config.yaml
  count $? 'examples/ci/pre-commit-config.yaml: see above'
else
  count 1 'pre-commit does not install'
fi
echo "ci: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
