// This file compares generated files with the disk: what would change, and
// what stands in the way of changing it.

package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/keywright/keywright/generator/diag"
)

// ChangeKind says how a file on disk differs from what was generated.
type ChangeKind string

// The kinds of changes, in the words of a report.
const (
	Missing  ChangeKind = "missing"  // generated, but not on disk
	Changed  ChangeKind = "changed"  // on disk with another content
	Orphaned ChangeKind = "orphaned" // on disk from an earlier run, no longer generated
)

// Change is one file to write or remove.
type Change struct {
	Path  string // relative to the root
	Owner string
	Kind  ChangeKind
	Old   []byte // nil where missing
	New   []byte // nil where orphaned

	Edited bool // by hand, since it was generated
}

// Folder is an output folder and the place in the config that names it.
type Folder struct {
	Owner string
	Dir   string // relative to the root
	Pos   diag.Pos
}

// Plan is the difference between what was generated and the disk.
type Plan struct {
	Changes []Change // sorted by path, the lock last; those of joined plans behind
	root    Root
	own     []Change // of the plan's own root
	joined  []*Plan
}

// NewPlan compares a set with the disk. The old lock tells what is keywright's;
// the new one, which is written beside the files, what will be; folders are
// those that the set's files go to. Where the disk holds something that isn't
// keywright's to overwrite, diags gets an error. Files edited by hand are such
// unless force is set; without a plan to write, call it with force.
func NewPlan(root Root, set *FileSet, old, next *Lock, folders []Folder, force bool, diags *diag.List) (*Plan, error) {
	c := &comparer{root: root, owned: old.outputs(), force: force, diags: diags}
	p := &Plan{root: root}
	dir, err := os.OpenRoot(root.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("open the output folder: %w", err)
	default:
		defer dir.Close()
		c.dir = dir
	}
	foreign := c.foreignFolders(set, folders)
	for _, f := range set.Files() {
		if !slices.ContainsFunc(foreign, func(dir string) bool { return within(f.Path, dir) }) {
			p.add(c.compare(f))
		}
	}
	nextOwned := next.outputs()
	for owner, s := range old.Sections {
		for name, hash := range s.Outputs {
			if _, still := nextOwned[name]; !still {
				p.add(c.orphan(owner, name, hash))
			}
		}
	}
	slices.SortFunc(p.own, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	p.own = slices.CompactFunc(p.own, func(a, b Change) bool { return a.Path == b.Path })
	p.add(c.lock(next))
	p.Changes = slices.Clone(p.own)
	return p, nil
}

// Join adds a plan for another root, to be written with this one or not at all.
// Its changes are named by their path from this plan's root, at which prefix
// leads to the other.
func (p *Plan) Join(other *Plan, prefix string) {
	p.joined = append(p.joined, other)
	for _, ch := range other.Changes {
		ch.Path = path.Join(prefix, ch.Path)
		p.Changes = append(p.Changes, ch)
	}
}

func (p *Plan) add(change *Change) {
	if change != nil {
		p.own = append(p.own, *change)
	}
}

// comparer looks at the disk; dir is nil where the root doesn't exist yet.
// Going through os.Root, no symbolic link leads out of it.
type comparer struct {
	root  Root
	dir   *os.Root
	owned map[string]string
	force bool
	diags *diag.List
}

// read returns the content of a regular file that no symbolic link leads to;
// ok is false for what is not there, and for what was reported.
func (c *comparer) read(name string) (content []byte, ok bool) {
	if c.dir == nil {
		return nil, false
	}
	for at, rest := "", name; rest != ""; {
		var elem string
		elem, rest, _ = strings.Cut(rest, "/")
		at = path.Join(at, elem)
		info, err := c.dir.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, false
		case err != nil:
			c.refuse(at, "%v", errors.Unwrap(err))
			return nil, false
		case rest != "" && !info.IsDir(), rest == "" && !info.Mode().IsRegular():
			c.refuse(at, "generated files are to stand here, but this is a %s", kindOf(info.Mode()))
			return nil, false
		}
	}
	content, err := c.dir.ReadFile(name)
	if err != nil {
		c.refuse(name, "%v", errors.Unwrap(err))
		return nil, false
	}
	return content, true
}

func (c *comparer) refuse(name, format string, args ...any) {
	c.diags.Errorf(c.root.display(name), "not-a-file", "move it away", format, args...)
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return "symbolic link, which is never followed"
	case m.IsDir():
		return "folder"
	case m.IsRegular():
		return "file"
	}
	return "special file"
}

// foreignFolders reports folders with files of which keywright owns none and
// that hold something else than what would be written: those are somebody's.
func (c *comparer) foreignFolders(set *FileSet, folders []Folder) (foreign []string) {
	if c.dir == nil {
		return nil
	}
	content := map[string][]byte{}
	for _, f := range set.files {
		content[f.Path] = f.Content
	}
	for _, folder := range folders {
		owned := false
		for name := range c.owned {
			owned = owned || within(name, folder.Dir)
		}
		if owned {
			continue
		}
		if other := c.otherFile(folder.Dir, content); other != "" {
			foreign = append(foreign, folder.Dir)
			c.diags.Errorf(folder.Pos, "foreign-folder", "choose another folder, empty this one, or restore keywright.lock if it was lost",
				"the folder %s holds files that aren't keywright's, such as %s", path.Join(c.root.Name, folder.Dir), other)
		}
	}
	return foreign
}

// otherFile returns the first file of a folder that differs from what would be
// written there.
func (c *comparer) otherFile(dir string, content map[string][]byte) (other string) {
	if info, err := c.dir.Lstat(dir); err != nil || !info.IsDir() {
		return "" // not there, or reported with the first file
	}
	err := fs.WalkDir(c.dir.FS(), dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		have, err := c.dir.ReadFile(name)
		if want, ok := content[name]; err == nil && ok && sameText(have, want) {
			return nil
		}
		other = strings.TrimPrefix(name, dir+"/")
		return fs.SkipAll
	})
	if err != nil && other == "" {
		other = err.Error()
	}
	return other
}

// compare gives the change that a generated file makes, or nil.
func (c *comparer) compare(f File) *Change {
	have, ok := c.read(f.Path)
	if !ok {
		return &Change{Path: f.Path, Owner: f.Owner, Kind: Missing, New: f.Content}
	}
	if sameText(have, f.Content) {
		return nil
	}
	hash, owned := c.owned[f.Path]
	switch {
	case !owned:
		c.diags.Errorf(c.root.display(f.Path), "foreign-file", "move or rename it; keywright writes a file of this name",
			"the file isn't keywright's and stands where a generated one goes")
	case hash != Hash(have):
		c.edited(f.Path, "overwrites")
	}
	return &Change{Path: f.Path, Owner: f.Owner, Kind: Changed, Old: have, New: f.Content, Edited: owned && hash != Hash(have)}
}

func (c *comparer) edited(name, verb string) {
	if !c.force {
		c.diags.Errorf(c.root.display(name), "edited-file", "move the edit elsewhere or undo it; --force "+verb+" the file",
			"the generated file was edited by hand")
	}
}

// orphan gives the removal of a file of an earlier run.
func (c *comparer) orphan(owner, name, hash string) *Change {
	have, ok := c.read(name)
	if !ok {
		return nil
	}
	if Hash(have) != hash {
		c.edited(name, "removes")
	}
	return &Change{Path: name, Owner: owner, Kind: Orphaned, Old: have, Edited: Hash(have) != hash}
}

// lock gives the change of the lock. One that owns nothing any more goes.
func (c *comparer) lock(next *Lock) *Change {
	have, ok := c.read(LockName)
	content := next.Encode()
	switch {
	case len(next.Sections) == 0 && ok:
		return &Change{Path: LockName, Owner: Runtime, Kind: Orphaned, Old: have}
	case len(next.Sections) == 0:
		return nil
	case !ok:
		return &Change{Path: LockName, Owner: Runtime, Kind: Missing, New: content}
	case sameText(have, content):
		return nil
	}
	return &Change{Path: LockName, Owner: Runtime, Kind: Changed, Old: have, New: content}
}

// within reports whether a file is in a folder; "." is the root itself.
func within(name, dir string) bool { return dir == "." || strings.HasPrefix(name, dir+"/") }

// sameText compares without regard to the form of line ends.
func sameText(a, b []byte) bool { return bytes.Equal(canonical(a), canonical(b)) }

// Diff writes the changes as a unified diff; names are relative to what prefix
// says.
func (p *Plan) Diff(w io.Writer, prefix string) error {
	for _, ch := range p.Changes {
		name := filepath.ToSlash(path.Join(prefix, ch.Path))
		from, to := "a/"+name, "b/"+name
		switch ch.Kind {
		case Missing:
			from = "/dev/null"
		case Orphaned:
			to = "/dev/null"
		}
		if _, err := w.Write(diff.Diff(from, canonical(ch.Old), to, canonical(ch.New))); err != nil {
			return err
		}
	}
	return nil
}
