// This file reads and writes keywright.lock. Each package has a section that
// stands by itself, with the generator's version and the hashes of all that it
// was made from and of all that was made, so that a run with --only leaves the
// others true. A file is a line, so that merges rarely clash.

package output

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// LockName is the name of the lock; it stands in the output root.
const LockName = "keywright.lock"

// lockVersion is the version of the lock's form.
const lockVersion = "1"

// Lock is the content of keywright.lock. Paths are relative to its folder.
type Lock struct {
	Config   string              // path of the config that owns the folder
	Sections map[string]*Section // by owner
}

// Section is what the lock holds about one owner's files.
type Section struct {
	Generator string            // keywright's version
	Config    string            // hash of the config
	Inputs    map[string]string // path → hash
	Outputs   map[string]string // path → hash
	// Derived is the folder of operations made from a schema, which has a lock of
	// its own because it lies outside; empty: there is none.
	Derived string
}

// Root is the folder that the lock stands in and that all output lies below.
type Root struct {
	Dir  string // absolute
	Name string // as positions have it: relative to the config's folder, slash form
}

// display gives a path in the root as positions have it.
func (r Root) display(name string) diag.Pos { return diag.Pos{File: path.Join(r.Name, name)} }

// Encode gives the lock's text; equal locks give equal bytes.
func (l *Lock) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("# Written by keywright: the files it owns below this folder and what they were made from.\n" +
		"# Commit it and don't edit it. After a merge conflict keep either side and run `keywright generate --force`.\n")
	b.WriteString("lock: " + lockVersion + "\n")
	b.WriteString("config: " + yamlText(l.Config) + "\n")
	if s := l.Sections[Runtime]; s != nil {
		b.WriteString("runtime:\n")
		s.encode(&b, "  ")
	}
	b.WriteString("clients:\n")
	for _, owner := range slices.Sorted(maps.Keys(l.Sections)) {
		if owner != Runtime {
			b.WriteString("  " + yamlText(owner) + ":\n")
			l.Sections[owner].encode(&b, "    ")
		}
	}
	return b.Bytes()
}

func (s *Section) encode(b *bytes.Buffer, indent string) {
	b.WriteString(indent + "generator: " + yamlText(s.Generator) + "\n")
	b.WriteString(indent + "config: " + s.Config + "\n")
	if s.Derived != "" {
		b.WriteString(indent + "derived: " + yamlText(s.Derived) + "\n")
	}
	writeHashes(b, indent, "inputs", s.Inputs)
	writeHashes(b, indent, "outputs", s.Outputs)
}

// Text is what the lock says of an owner: equal texts were made of the same
// inputs and are the same outputs.
func (l *Lock) Text(owner string) string {
	s := l.Sections[owner]
	if s == nil {
		return ""
	}
	var b bytes.Buffer
	b.WriteString(owner + ":\n")
	s.encode(&b, "")
	return b.String()
}

func writeHashes(b *bytes.Buffer, indent, name string, hashes map[string]string) {
	if len(hashes) == 0 {
		return
	}
	b.WriteString(indent + name + ":\n")
	for _, file := range slices.Sorted(maps.Keys(hashes)) {
		b.WriteString(indent + "  " + yamlText(file) + ": " + hashes[file] + "\n")
	}
}

// yamlText writes a string as a scalar that YAML takes for that very string.
func yamlText(s string) string {
	plain := s != "" && (s[0] >= 'a' && s[0] <= 'z' || strings.HasPrefix(s, "../")) &&
		!strings.ContainsFunc(s, func(r rune) bool {
			return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._/-", r))
		})
	if plain && s != "true" && s != "false" && s != "null" {
		return s
	}
	return string(tree.New(tree.String, s, nil).AppendJSON(nil))
}

// ReadLock reads the lock of a root; where there is none it returns an empty
// one. What is wrong with it goes to diags, and the result is then nil.
func ReadLock(root Root, diags *diag.List, sources *diag.Sources) *Lock {
	l := &Lock{Sections: map[string]*Section{}}
	pos := root.display(LockName)
	content, err := os.ReadFile(filepath.Join(root.Dir, LockName))
	if errors.Is(err, fs.ErrNotExist) {
		return l
	}
	if err != nil {
		diags.Errorf(pos, "lock-unreadable", "", "can't read the lock: %v", errors.Unwrap(err))
		return nil
	}
	if bytes.HasPrefix(content, []byte("<<<<<<<")) || bytes.Contains(content, []byte("\n<<<<<<<")) {
		diags.Errorf(pos, "lock-conflict", "keep either side of each, then run `keywright generate --force`", "the lock holds merge conflicts")
		return nil
	}
	var own diag.List
	if n := tree.Parse(pos.File, content, &own, sources); n != nil {
		r := lockReader{&own}
		r.lock(n, l)
	}
	diags.Add(own.All()...)
	if own.HasErrors() {
		return nil
	}
	return l
}

// lockReader takes a lock from its tree; it is as strict as the config's
// decoder, because what the lock lists may be deleted.
type lockReader struct{ diags *diag.List }

func (r lockReader) fail(n *tree.Node, format string, args ...any) {
	r.diags.Errorf(n.Pos(), "lock-invalid", "restore keywright.lock from version control", format, args...)
}

func (r lockReader) lock(n *tree.Node, l *Lock) {
	version, _ := n.Get("lock").Int()
	if strconv.FormatInt(version, 10) != lockVersion {
		r.fail(n, "the lock's version is not %s; a newer keywright may have written it", lockVersion)
		return
	}
	l.Config = r.text(n, "config")
	if s := n.Get("runtime"); s != nil {
		l.Sections[Runtime] = r.section(s)
	}
	if c := n.Get("clients"); c != nil && !c.Is(tree.Mapping, tree.Null) {
		r.fail(c, "clients must be a mapping")
	}
	for owner, s := range n.Get("clients").Pairs() {
		l.Sections[owner.Value] = r.section(s)
	}
}

func (r lockReader) section(n *tree.Node) *Section {
	derived := ""
	if n.Get("derived") != nil {
		derived = r.text(n, "derived")
	}
	return &Section{
		Derived:   derived,
		Generator: r.text(n, "generator"),
		Config:    r.text(n, "config"),
		Inputs:    r.hashes(n, "inputs", false),
		Outputs:   r.hashes(n, "outputs", true),
	}
}

// text takes scalars of any kind: a hash of digits alone reads as a number.
func (r lockReader) text(n *tree.Node, key string) string {
	v := n.Get(key)
	if v == nil || v.Is(tree.Mapping, tree.Sequence, tree.Null) {
		r.fail(n, "%s is missing or no text", key)
		return ""
	}
	return v.Value
}

func (r lockReader) hashes(n *tree.Node, key string, below bool) map[string]string {
	out := map[string]string{}
	for file, hash := range n.Get(key).Pairs() {
		if err := checkPath(file.Value); below && err != nil {
			r.fail(file, "%v", err)
			continue
		}
		out[file.Value] = hash.Value
	}
	return out
}

// Set replaces an owner's section by one with the hashes of the owner's files
// in a set.
func (l *Lock) Set(owner string, section Section, set *FileSet) {
	section.Outputs = map[string]string{}
	for _, f := range set.files {
		if f.Owner == owner {
			section.Outputs[f.Path] = Hash(f.Content)
		}
	}
	l.Sections[owner] = &section
}

// Clone copies the lock, less the sections of owners that aren't kept.
func (l *Lock) Clone(keep func(owner string) bool) *Lock {
	c := &Lock{Config: l.Config, Sections: maps.Clone(l.Sections)}
	maps.DeleteFunc(c.Sections, func(owner string, _ *Section) bool { return !keep(owner) })
	return c
}

// outputs returns the hash of every file of every section.
func (l *Lock) outputs() map[string]string {
	all := map[string]string{}
	for _, s := range l.Sections {
		maps.Copy(all, s.Outputs)
	}
	return all
}

// Fresh reports whether generating an owner's files again would change
// nothing, which is so where the same generator made them from the same config
// and inputs and nobody touched them since. Inputs and outputs are read and
// hashed; inputs are those that the config names now.
func (l *Lock) Fresh(root Root, owner, generator, configHash string, inputs []string) bool {
	s := l.Sections[owner]
	if s == nil || s.Generator != generator || s.Config != configHash {
		return false
	}
	for _, in := range inputs {
		if _, ok := s.Inputs[in]; !ok {
			return false
		}
	}
	return len(s.Outputs) > 0 && root.holds(s.Inputs) && root.holds(s.Outputs)
}

// holds reports whether files are there and have their hashes, as many at a time
// as there are processors.
func (r Root) holds(hashes map[string]string) bool {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(hashes)), IsAddress) // whose copies are outputs
	var next atomic.Int64
	var differs atomic.Bool
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)) && !differs.Load(); i = next.Add(1) - 1 {
				content, err := os.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(names[i])))
				if err != nil || Hash(content) != hashes[names[i]] {
					differs.Store(true)
				}
			}
		})
	}
	workers.Wait()
	return !differs.Load()
}

// IsAddress tells an input that came from another host from a file's path.
func IsAddress(name string) bool { return strings.Contains(name, "://") }

// Pinned returns the hash of an owner's input; "" where it has none of that name.
func (l *Lock) Pinned(owner, input string) string {
	if s := l.Sections[owner]; s != nil {
		return s.Inputs[input]
	}
	return ""
}

// Remote reports whether an owner's files are made from any input of another
// host.
func (l *Lock) Remote(owner string) bool {
	s := l.Sections[owner]
	return s != nil && slices.ContainsFunc(slices.Collect(maps.Keys(s.Inputs)), IsAddress)
}

// Owned checks that the root isn't another config's; two would take each
// other's files for orphans. A config that is gone owns nothing.
func (l *Lock) Owned(root Root, config string, diags *diag.List) bool {
	if l.Config == "" || l.Config == config {
		return true
	}
	if _, err := os.Stat(filepath.Join(root.Dir, filepath.FromSlash(l.Config))); err != nil {
		return true
	}
	diags.Errorf(root.display(LockName), "foreign-folder", "let each config write below a folder of its own",
		"the folder belongs to another config, %s", l.Config)
	return false
}

// canonical is content with line ends of one form.
func canonical(content []byte) []byte {
	if !bytes.Contains(content, []byte("\r\n")) {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}
