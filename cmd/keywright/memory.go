// How often the command collects garbage: it lives for seconds, so that waiting
// saves a fifth of its CPU time, as long as there is memory to wait in.

package main

import (
	"os"
	"runtime/debug"
)

// tuneMemory leaves it to the user who sets Go's own variables.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(640 << 20) // a soft one: beyond it garbage is collected as it is made
}
