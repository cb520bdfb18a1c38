// A store of answers on disk, which outlives the process and may be shared with
// others of the same user.

package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// DiskCache keeps up to size bytes of values in files of dir, which it makes
// where it isn't there. Only the user can read them, and a file is whole or
// not there. What was used least lately goes first. dir has to be the cache's
// own.
func DiskCache(dir string, size int64) (CacheStore, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the cache's folder can't be made: %w", err)
	}
	d := &diskCache{dir: dir, size: size}
	if err := d.sweep(size); err != nil {
		return nil, err
	}
	return d, nil
}

const (
	diskSuffix = ".cache" // of its files; nothing else is touched
	diskTemp   = ".part"  // of files while they are written
)

// diskCache counts what it writes, and looks at the folder when that is too
// much: others may write there as well.
type diskCache struct {
	dir  string
	size int64

	mu   sync.Mutex
	used int64
}

// MaxValue keeps one answer from driving out all others.
func (d *diskCache) MaxValue() int64 { return d.size }

// path refuses keys that could lead out of the folder.
func (d *diskCache) path(key string) (string, error) {
	bad := strings.ContainsFunc(key, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') })
	if bad || key == "" || len(key) > 128 {
		return "", errors.New("a key of the cache is of small letters and digits")
	}
	return filepath.Join(d.dir, key+diskSuffix), nil
}

func (d *diskCache) Get(_ context.Context, key string) ([]byte, error) {
	name, err := d.path(key)
	if err != nil {
		return nil, err
	}
	value, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := time.Now()
	os.Chtimes(name, now, now) //nolint:errcheck // it only goes sooner then
	return value, nil
}

func (d *diskCache) Put(ctx context.Context, key string, value []byte) error {
	name, err := d.path(key)
	if err != nil {
		return err
	}
	if int64(len(value)) > d.size {
		return d.Delete(ctx, key)
	}
	if err := writeWhole(d.dir, name, value); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.used += int64(len(value)) // what it replaces is found when the folder is looked at
	if d.used <= d.size {
		return nil
	}
	// Some room, so that the next one doesn't look again.
	return d.sweep(d.size - d.size/10)
}

// writeWhole writes beside the file and renames, so that no reader sees a part.
func writeWhole(dir, name string, value []byte) error {
	f, err := os.CreateTemp(dir, "*"+diskTemp) // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(value)
	err = cmp.Or(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the error that matters is told
	}
	return err
}

func (d *diskCache) Delete(_ context.Context, key string) error {
	name, err := d.path(key)
	if err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep counts what is there, and removes what was used least lately until no
// more than most is left, as well as what a process left half-written.
func (d *diskCache) sweep(most int64) error {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return fmt.Errorf("the cache's folder can't be read: %w", err)
	}
	var files []fs.FileInfo
	d.used = 0
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue // another process has removed it
		}
		switch {
		case strings.HasSuffix(e.Name(), diskSuffix):
			files = append(files, info)
			d.used += info.Size()
		case strings.HasSuffix(e.Name(), diskTemp) && time.Since(info.ModTime()) > time.Hour:
			os.Remove(filepath.Join(d.dir, e.Name())) //nolint:errcheck // the next sweep tries again
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range files {
		if d.used <= most {
			break
		}
		if err := os.Remove(filepath.Join(d.dir, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		d.used -= info.Size()
	}
	return nil
}
