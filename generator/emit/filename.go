// Names of emitted files: from Go names of the model to base names that every
// file system keeps apart and that go build doesn't read a condition from.

package emit

import (
	"strconv"
	"strings"
	"unicode"
)

// maxFileBase bounds a base name, well below the 255 bytes of file systems.
const maxFileBase = 80

// fileNames hands out base names, each once whatever its case.
type fileNames map[string]bool

// take gives a free base name, without ".go", close to the wanted one.
func (n fileNames) take(want string) string {
	base := fileBase(want)
	name := base
	for i := 2; n[name]; i++ {
		name = base + "_" + strconv.Itoa(i)
	}
	n[name] = true
	return name
}

// fileBase turns a name into letters, digits and underscores that mean nothing
// to go build and Windows.
func fileBase(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			if i > 0 && lowerBefore(name[:i]) {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	parts := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' })
	base := strings.Join(parts, "_")
	if len(base) > maxFileBase {
		base = strings.TrimRight(base[:maxFileBase], "_")
	}
	switch {
	case base == "":
		return "api"
	case readByBuild(base) || reservedByWindows(base):
		return base + "_api"
	default:
		return base
	}
}

func lowerBefore(s string) bool {
	c := s[len(s)-1]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}

// readByBuild reports whether go build would read a condition from the name's
// last part: _test, _linux, _amd64, _linux_amd64.
func readByBuild(base string) bool {
	i := strings.LastIndexByte(base, '_')
	if i < 0 {
		return false
	}
	switch base[i+1:] {
	case "test",
		// Operating systems, go/build's list.
		"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl",
		"netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos", "unix",
		// Architectures, go/build's list.
		"386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64",
		"mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x",
		"sparc", "sparc64", "wasm":
		return true
	}
	return false
}

// reservedByWindows reports whether the base name is a device there, with any
// extension.
func reservedByWindows(base string) bool {
	switch base {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(base) == 4 && (strings.HasPrefix(base, "com") || strings.HasPrefix(base, "lpt")) &&
		base[3] >= '0' && base[3] <= '9'
}
