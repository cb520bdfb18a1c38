//go:build race

package corpus_test

// raced tells that the race detector is on, which makes large documents take minutes.
const raced = true
