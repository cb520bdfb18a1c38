// This file brings the disk in line with a plan, all or nothing: every new
// content is written to a staging folder first, then files are moved into place
// and orphans out of the way, and a failure on the way undoes what was done.

package output

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
)

// Write makes the changes of the plan. Files that don't change aren't touched.
// On an error the disk is as it was before.
func (p *Plan) Write() (err error) {
	if len(p.Changes) == 0 {
		return nil
	}
	if err := os.MkdirAll(p.root.Dir, 0o777); err != nil {
		return fmt.Errorf("make the output folder: %w", err)
	}
	dir, err := os.OpenRoot(p.root.Dir)
	if err != nil {
		return fmt.Errorf("open the output folder: %w", err)
	}
	defer dir.Close()
	w := &writer{dir: dir, stage: ".keywright-" + rand.Text()}
	defer func() {
		if err != nil {
			w.undo()
			err = fmt.Errorf("%w; nothing was changed", err)
		}
		err = errors.Join(err, dir.RemoveAll(w.stage))
	}()
	if err := dir.Mkdir(w.stage, 0o777); err != nil {
		return fmt.Errorf("stage the output: %w", err)
	}
	for i, ch := range p.Changes {
		if ch.Kind == Orphaned {
			continue
		}
		if err := dir.WriteFile(w.staged("new", i), ch.New, 0o666); err != nil {
			return fmt.Errorf("stage %s: %w", ch.Path, err)
		}
	}
	for i, ch := range p.Changes {
		if err := w.apply(i, ch); err != nil {
			return err
		}
	}
	w.removeEmpty(p.Changes)
	return nil
}

// writer applies changes and knows how to take them back.
type writer struct {
	dir   *os.Root
	stage string // folder in the root, so that moves stay on one file system
	undos []func()
}

// staged is the name of a file in the staging folder.
func (w *writer) staged(what string, i int) string { return path.Join(w.stage, what+strconv.Itoa(i)) }

// apply makes one change. What it replaces or removes is moved to the staging
// folder, from where undo brings it back.
func (w *writer) apply(i int, ch Change) error {
	if err := w.mkdirs(path.Dir(ch.Path)); err != nil {
		return fmt.Errorf("make the folder of %s: %w", ch.Path, err)
	}
	if ch.Old != nil {
		saved := w.staged("old", i)
		// A link keeps the file in place until the new one replaces it in one
		// step; where links don't work a short gap has to do.
		if ch.Kind == Orphaned || w.dir.Link(ch.Path, saved) != nil {
			if err := w.dir.Rename(ch.Path, saved); err != nil {
				return fmt.Errorf("replace %s: %w", ch.Path, err)
			}
		}
		w.undos = append(w.undos, func() { _ = w.dir.Rename(saved, ch.Path) })
	}
	if ch.Kind == Orphaned {
		return nil
	}
	if err := w.dir.Rename(w.staged("new", i), ch.Path); err != nil {
		return fmt.Errorf("write %s: %w", ch.Path, err)
	}
	if ch.Old == nil {
		w.undos = append(w.undos, func() { _ = w.dir.Remove(ch.Path) })
	}
	return nil
}

// mkdirs makes a folder and those above it, each to be removed by undo.
func (w *writer) mkdirs(name string) error {
	if name == "." {
		return nil
	}
	if info, err := w.dir.Lstat(name); err == nil && info.IsDir() {
		return nil
	}
	if err := w.mkdirs(path.Dir(name)); err != nil {
		return err
	}
	if err := w.dir.Mkdir(name, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	w.undos = append(w.undos, func() { _ = w.dir.Remove(name) })
	return nil
}

// undo takes back what was done, the last first. It does what it can: the
// error that led here is the one to report.
func (w *writer) undo() {
	for i := len(w.undos) - 1; i >= 0; i-- {
		w.undos[i]()
	}
}

// removeEmpty removes folders that orphans leave empty. One that isn't empty
// refuses to go, and that is what is wanted.
func (w *writer) removeEmpty(changes []Change) {
	for _, ch := range changes {
		if ch.Kind != Orphaned {
			continue
		}
		for dir := path.Dir(ch.Path); dir != "."; dir = path.Dir(dir) {
			if w.dir.Remove(dir) != nil {
				break
			}
		}
	}
}
