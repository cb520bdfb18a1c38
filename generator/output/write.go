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
	"slices"
	"strconv"
)

// Write makes the changes of the plan and of those joined to it. Files that don't
// change aren't touched. On an error the disk is as it was before.
func (p *Plan) Write() (err error) {
	var writers []*writer
	defer func() {
		for _, w := range slices.Backward(writers) {
			if err != nil {
				w.undo()
			}
			err = errors.Join(err, w.close())
		}
	}()
	for _, part := range append([]*Plan{p}, p.joined...) {
		if len(part.own) == 0 {
			continue
		}
		w, err := newWriter(part.root)
		if err != nil {
			return err
		}
		writers = append(writers, w)
		if err := w.write(part.own); err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
	}
	return nil
}

func newWriter(root Root) (*writer, error) {
	if err := os.MkdirAll(root.Dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the output folder: %w", err)
	}
	dir, err := os.OpenRoot(root.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", err)
	}
	return &writer{dir: dir, stage: ".keywright-" + rand.Text()}, nil
}

// write stages all new contents, then makes the changes.
func (w *writer) write(changes []Change) error {
	if err := w.dir.Mkdir(w.stage, 0o777); err != nil {
		return fmt.Errorf("stage the output: %w", err)
	}
	for i, ch := range changes {
		if ch.Kind == Orphaned {
			continue
		}
		if err := w.dir.WriteFile(w.staged("new", i), ch.New, 0o666); err != nil {
			return fmt.Errorf("stage %s: %w", ch.Path, err)
		}
	}
	for i, ch := range changes {
		if err := w.apply(i, ch); err != nil {
			return err
		}
	}
	w.emptied = changes
	return nil
}

// close removes what was staged and, where all went well, the folders that
// orphans leave empty.
func (w *writer) close() error {
	err := w.dir.RemoveAll(w.stage)
	w.removeEmpty(w.emptied)
	name := w.dir.Name()
	err = errors.Join(err, w.dir.Close())
	if len(w.emptied) > 0 && !slices.ContainsFunc(w.emptied, func(ch Change) bool { return ch.Kind != Orphaned }) {
		_ = os.Remove(name) // a folder that isn't empty stays
	}
	return err
}

// writer applies changes and knows how to take them back.
type writer struct {
	dir   *os.Root
	stage string // folder in the root, so that moves stay on one file system
	undos []func()
	// emptied are the changes that were made, whose orphans may leave folders
	// empty.
	emptied []Change
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
	w.emptied = nil
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
