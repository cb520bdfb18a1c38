//go:build race

package openapi_test

// raced tells that the race detector slows all down tenfold.
const raced = true
