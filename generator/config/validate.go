// This file checks what the config says against itself and the disk, and
// settles what it leaves open: package names, the runtime's folder, the files
// that patterns match.

package config

import (
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/keywright/keywright/generator/diag"
)

type validator struct {
	config *Config
	diags  *diag.List
}

func (v *validator) validate() {
	for _, c := range v.config.Clients {
		v.names(c)
		c.Out = v.out(c.Out, c.OutPos)
		c.Spec.Path = v.file(c.Spec)
		for i, in := range c.OpenAPI.Overlays {
			c.OpenAPI.Overlays[i].Path = v.file(in)
		}
		c.Schema, c.SchemaTarget = v.schema(c.Schema)
		c.Operations = v.globs(c.Operations)
		c.JSONShapes.Path = v.file(c.JSONShapes)
		v.derived(c)
	}
	v.unique()
	v.runtime()
	v.folders()
	v.inputsOutside()
}

// names settles a client's package name and checks both names.
func (v *validator) names(c *Client) {
	if c.Name == "" {
		return
	}
	if c.Package == "" {
		c.Package = c.Name
	}
	if !isPackageName(c.Package) {
		v.diags.Errorf(c.Pos, "package-name", "set `package` to lower-case letters and digits that begin with a letter, and are no Go keyword",
			"%q can't be the name of a Go package", c.Package)
	}
	if strings.ContainsAny(c.Name, ", \t\n/\\") {
		v.diags.Errorf(c.Pos, "client-name", "use letters, digits, - and _", "the client's name %q holds a comma, a blank or a slash", c.Name)
	}
}

// isPackageName is stricter than Go: no upper-case letters and nothing but
// ASCII, as every style guide has it, and no name with a meaning of its own.
func isPackageName(s string) bool {
	ok := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' }
	return token.IsIdentifier(s) && s[0] >= 'a' && s[0] <= 'z' && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) }) &&
		s != "main" && s != "init" && !strings.HasSuffix(s, "_test")
}

// path cleans a path and refuses what wouldn't be the same on other machines.
func (v *validator) path(p string, pos diag.Pos) string {
	if p == "" {
		return ""
	}
	hint := ""
	switch {
	case strings.Contains(p, `\`):
		hint = "separate folders with /"
	case path.IsAbs(p), len(p) > 1 && p[1] == ':', strings.HasPrefix(p, "~"):
		hint = "write it relative to the config's folder"
	case strings.Contains(p, "://"):
		hint = "fetch the file and commit it beside the config, so that its changes are reviewed"
	default:
		// By way of the absolute path, "../specs/x" is "x" where the config's
		// folder is specs.
		if rel, err := filepath.Rel(v.config.Dir, v.config.Abs(p)); err == nil {
			return filepath.ToSlash(rel)
		}
		hint = "write it relative to the config's folder"
	}
	v.diags.Errorf(pos, "bad-path", hint, "%q is not a relative path", p)
	return ""
}

// out cleans the path of an output folder and refuses one that holds the
// config: keywright owns the folders it writes.
func (v *validator) out(p string, pos diag.Pos) string {
	p = v.path(p, pos)
	if p != "" && v.within(".", p) {
		v.diags.Errorf(pos, "output-clash", "give the output a folder of its own", "the folder %q holds the config", p)
		return ""
	}
	return p
}

// file cleans the path of an input and checks that it is there.
func (v *validator) file(in Input) string {
	p := v.path(in.Path, in.Pos)
	if p == "" {
		return ""
	}
	info, err := os.Stat(v.config.Abs(p))
	switch {
	case err != nil:
		v.diags.Errorf(in.Pos, "missing-file", v.nearFile(p), "can't read %q: %v", p, reason(err))
	case info.IsDir():
		v.diags.Errorf(in.Pos, "missing-file", "name a file in it", "%q is a folder", p)
	case !info.Mode().IsRegular():
		v.diags.Errorf(in.Pos, "missing-file", "", "%q is not a regular file", p)
	default:
		return p
	}
	return ""
}

// nearFile hints at a file of a similar name in the same folder.
func (v *validator) nearFile(p string) string {
	entries, err := os.ReadDir(v.config.Abs(path.Dir(p)))
	if err != nil {
		return "paths are relative to the config's folder"
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near, ok := diag.Nearest(path.Base(p), names); ok {
		return `did you mean "` + path.Join(path.Dir(p), near) + `"?`
	}
	return "paths are relative to the config's folder"
}

// globs replaces patterns by the files they match, sorted and each once.
func (v *validator) globs(patterns []Input) []Input {
	var out []Input
	for _, in := range patterns {
		p := v.path(in.Path, in.Pos)
		if p == "" {
			continue
		}
		if !doublestar.ValidatePattern(p) {
			v.diags.Errorf(in.Pos, "bad-pattern", "check the brackets and braces", "%q is not a valid pattern", in.Path)
			continue
		}
		// The fixed part is taken off, because a file system can't look above
		// its root and patterns may begin with "../".
		base, pattern := doublestar.SplitPattern(p)
		matches, err := doublestar.Glob(os.DirFS(v.config.Abs(base)), pattern, doublestar.WithFilesOnly())
		if err != nil || len(matches) == 0 {
			v.diags.Errorf(in.Pos, "missing-file", "** matches any folders, * a name; paths are relative to the config's folder",
				"%q matches no file", in.Path)
		}
		for _, m := range matches {
			out = append(out, Input{path.Join(base, m), in.Pos})
		}
	}
	slices.SortStableFunc(out, func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(out, func(a, b Input) bool { return a.Path == b.Path })
}

// unique refuses two clients of one name.
func (v *validator) unique() {
	first := map[string]*Client{}
	for _, c := range v.config.Clients {
		if c.Name == "" {
			continue
		}
		if other := first[c.Name]; other != nil {
			v.diags.Errorf(c.Pos, "duplicate-name", "rename one; two clients may share a package name: set `package`",
				"two clients are named %q; the first stands at line %d", c.Name, other.Pos.Line)
			continue
		}
		first[c.Name] = c
	}
}

// runtime settles the runtime's folder.
func (v *validator) runtime() {
	r := &v.config.Runtime
	switch {
	case r.Import != "":
		if strings.ContainsAny(r.Import, " \t\n\"'`\\") || path.Clean(r.Import) != r.Import || strings.HasPrefix(r.Import, ".") || strings.HasPrefix(r.Import, "/") {
			v.diags.Errorf(r.Pos, "bad-import", "write it as an import statement has it, without quotes", "%q is not an import path", r.Import)
		}
	case r.Dir != "":
		r.Dir = v.out(r.Dir, r.Pos)
	default:
		for _, c := range v.config.Clients {
			if c.Out != "" {
				r.Dir, r.Pos = path.Join(path.Dir(c.Out), "runtime"), c.OutPos
				return
			}
		}
	}
}

// folder is an output folder with the place that names it.
type folder struct {
	what string
	path string
	pos  diag.Pos
}

// folders refuses output folders that hold one another or lie outside the root that keywright.lock speaks for.
func (v *validator) folders() {
	var all []folder
	if dir := v.config.Runtime.Dir; dir != "" {
		all = append(all, folder{"the runtime", dir, v.config.Runtime.Pos})
	}
	for _, c := range v.config.Clients {
		if c.Out != "" {
			all = append(all, folder{"client " + c.Name, c.Out, c.OutPos})
		}
	}
	for i, f := range all {
		for _, other := range all[:i] {
			if v.within(f.path, other.path) || v.within(other.path, f.path) {
				v.diags.Errorf(f.pos, "output-clash", "give each a folder of its own, none inside another",
					"the folders of %s (%s) and %s (%s) overlap", f.what, f.path, other.what, other.path)
			}
		}
	}
	if len(v.config.Clients) == 0 || v.config.Clients[0].Out == "" {
		return // reported; the root isn't known
	}
	root := v.config.Root()
	for _, f := range all {
		if !v.within(f.path, root) {
			v.diags.Errorf(f.pos, "output-outside", "move it below "+root+", set `runtime: {dir: …}` to a folder beside or above all clients, or use a config of its own",
				"the folder of %s (%s) lies outside %s, where %s is kept", f.what, f.path, root, "keywright.lock")
		}
	}
}

// inputsOutside refuses inputs inside an output folder, where nothing but
// generated files stands.
func (v *validator) inputsOutside() {
	for _, c := range v.config.Clients {
		for _, in := range c.Inputs() {
			for _, owner := range v.config.Clients {
				if in.Path != "" && owner.Out != "" && v.within(in.Path, owner.Out) {
					v.diags.Errorf(in.Pos, "output-clash", "keep descriptions outside of generated folders",
						"%q lies in the output folder of client %s", in.Path, owner.Name)
				}
			}
		}
	}
}

// within reports whether a path relative to the config's folder is another or
// lies below it. Letter case doesn't count, because on some systems it makes no
// other file.
func (v *validator) within(p, dir string) bool {
	p, dir = strings.ToLower(v.config.Abs(p)), strings.ToLower(v.config.Abs(dir))
	return p == dir || strings.HasPrefix(p, strings.TrimSuffix(dir, sep)+sep)
}

const sep = string(filepath.Separator)
