//go:build tools

// Package tools pins what run.sh builds.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
