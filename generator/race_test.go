//go:build race

package generator_test

// raced tells that the race detector slows all down tenfold.
const raced = true
