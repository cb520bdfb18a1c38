//go:build race

package client_test

// raceEnabled tells tests that count allocations.
const raceEnabled = true
