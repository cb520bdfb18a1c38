// This file lists what an emitted package declares by itself, so that no name
// of a description takes its place.

package names

import "strings"

// InPackage reports whether an identifier belongs to the emitted package
// itself: the client, its constructor and the options.
func InPackage(name string) bool {
	switch name {
	case "Client", "New", "UserClient":
		return true
	default:
		return strings.HasPrefix(name, "With")
	}
}

// OnClient reports whether a method or field of the client is taken.
func OnClient(name string) bool {
	switch name {
	case "User", "Close":
		return true
	default:
		return false
	}
}
