// This file finds the import path of a folder from the go.mod above it.

package runtime

import (
	"errors"
	"fmt"
	"go/version"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/mod/modfile"
)

// GoVersion is the language version that emitted code needs.
const GoVersion = "1.26"

// Module is the Go module that a folder belongs to.
type Module struct {
	Dir  string // absolute
	Path string
	Go   string // language version, such as "1.26.0"; empty where go.mod has none
	// GoLine is the line of go.mod that says so, 0 where there is none.
	GoLine int
}

// FindModule finds the module of a folder, which needn't exist yet. The folder
// must really lie in the module: one that a symbolic link takes out of it isn't
// a package of the module, and writing there would write outside.
func FindModule(dir string) (*Module, error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		file := filepath.Join(at, "go.mod")
		content, err := os.ReadFile(file)
		switch {
		case err == nil:
			return readModule(file, content, dir)
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			return nil, fmt.Errorf("read go.mod: %w", err)
		case at == filepath.Dir(at):
			return nil, errors.New("no go.mod in the folder or above it")
		}
	}
}

func readModule(file string, content []byte, dir string) (*Module, error) {
	mod, err := modfile.ParseLax("go.mod", content, nil)
	if err != nil {
		return nil, fmt.Errorf("can't parse go.mod: %w", err)
	}
	if mod.Module == nil {
		return nil, errors.New("go.mod has no module line")
	}
	m := &Module{Dir: filepath.Dir(file), Path: mod.Module.Mod.Path}
	if mod.Go != nil {
		m.Go, m.GoLine = mod.Go.Version, mod.Go.Syntax.Start.Line
	}
	if inside, err := reallyInside(m.Dir, dir); err != nil {
		return nil, err
	} else if !inside {
		return nil, fmt.Errorf("a symbolic link leads out of the module %s", m.Path)
	}
	return m, nil
}

// reallyInside reports whether dir lies in root with all links resolved. What
// doesn't exist yet can't be a link.
func reallyInside(root, dir string) (bool, error) {
	realRoot, err := filepath.EvalSymlinks(root)
	if err != nil {
		return false, err
	}
	for at := dir; ; at = filepath.Dir(at) {
		real, err := filepath.EvalSymlinks(at)
		if (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) && at != filepath.Dir(at) {
			continue
		}
		if err != nil {
			return false, err
		}
		rel, err := filepath.Rel(realRoot, real)
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
	}
}

// ImportPath is the import path of an absolute folder of the module.
func (m *Module) ImportPath(dir string) (string, error) {
	rel, err := filepath.Rel(m.Dir, dir)
	if err != nil {
		return "", err
	}
	return path.Join(m.Path, filepath.ToSlash(rel)), nil
}

// TooOld reports whether the module's language version is older than emitted
// code needs.
func (m *Module) TooOld() bool {
	return m.Go == "" || version.Compare("go"+m.Go, "go"+GoVersion) < 0
}
