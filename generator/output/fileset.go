// Package output is where keywright meets the disk: it compares what was
// generated with what stands there, refuses to touch what isn't keywright's,
// writes only what changed and all of it or nothing, and keeps keywright.lock,
// which records what keywright owns and what it was made from.
package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
)

// File is one generated file.
type File struct {
	Path    string // relative to the output root, slash form
	Owner   string // name of the client, or Runtime
	Content []byte
}

// Runtime is the owner of the shared runtime's files. Clients have names, so
// the empty string is none of theirs.
const Runtime = ""

// FileSet collects what a run generates. The zero value is empty and ready.
type FileSet struct {
	files  []File
	folded map[string]string // path in lower case → path
}

// Add adds a file. A path that leaves the root, that some system can't hold or
// that another file already has, letter case not counted, is an error.
func (s *FileSet) Add(owner, name string, content []byte) error {
	if err := checkPath(name); err != nil {
		return err
	}
	if s.folded == nil {
		s.folded = make(map[string]string)
	}
	folded := strings.ToLower(name)
	if other, ok := s.folded[folded]; ok {
		return fmt.Errorf("two generated files share a name on systems that don't tell letter case apart: %s and %s", other, name)
	}
	s.folded[folded] = name
	s.files = append(s.files, File{name, owner, content})
	return nil
}

// Files returns the files sorted by path.
func (s *FileSet) Files() []File {
	return slices.SortedFunc(slices.Values(s.files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// checkPath refuses a path that isn't plainly one below the root. It holds for
// generated names, which come from untrusted descriptions, and for those that a
// lock lists, which a stranger may have written.
func checkPath(name string) error {
	bad := func(why string) error { return fmt.Errorf("%q is no path below the output folder: %s", name, why) }
	switch {
	case name == "" || name == ".":
		return bad("it is empty")
	case path.IsAbs(name) || strings.ContainsAny(name, `\:`):
		return bad("it is absolute or holds a backslash or a colon")
	case path.Clean(name) != name:
		return bad("it is not clean")
	case strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return bad("it holds a control character")
	}
	for elem := range strings.SplitSeq(name, "/") {
		switch {
		case elem == "..":
			return bad("it leads upward")
		case len(elem) > 255:
			return bad("a name in it is longer than 255 bytes")
		case strings.HasPrefix(elem, ".git"):
			return bad("it lies in a folder of git")
		}
	}
	return nil
}

// Hash is the hash by which the lock knows a file: SHA-256 in hexadecimal.
// Line ends don't count, because git may change them at checkout.
func Hash(content []byte) string {
	sum := sha256.Sum256(canonical(content))
	return hex.EncodeToString(sum[:])
}
