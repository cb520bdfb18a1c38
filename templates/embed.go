// Package templates holds the runtime that generated clients stand on, as real
// Go packages that are compiled and tested where they stand, and embeds their
// source for the generator, because go:embed can't reach upwards.
package templates

import "embed"

//go:embed */*.go */*/*.go
var source embed.FS

// Source returns the runtime's Go files, tests included, by paths such as
// "wire/decoder.go".
func Source() embed.FS { return source }
