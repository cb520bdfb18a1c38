// This file tells which generator is running.

package generator

import "runtime/debug"

// Devel is the version of a generator that was built from a working tree.
const Devel = "devel"

// Version is what the lock records of the generator: the module's version
// where it was fetched as a module (go install, go tool, go run path@version),
// and Devel for a build of a working tree.
//
// A working tree's version must be the same for everyone who builds it, or the
// committed lock couldn't be reproduced; so the revision that the go command
// may stamp into the binary isn't used. Since two different trees then share a
// version, a Devel generator takes output for up to date only where [Stamps] say
// that the very same build made it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	// Only a fetched module has a checksum.
	if !ok || info.Main.Sum == "" || info.Main.Version == "" {
		return Devel
	}
	return info.Main.Version
}
