package store

// file.go is an auth.Store of one small file per login: readable by its owner
// alone, replaced atomically, locked across processes.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/keywright/keywright/templates/auth"
)

const (
	extToken   = ".json"
	extLock    = ".lock"
	extCorrupt = ".corrupt"
	extTemp    = ".tmp"

	maxFile   = 1 << 20 // bytes
	filePerm  = 0o600
	dirPerm   = 0o700
	lockPause = 10 * time.Millisecond // between looks at a lock that another process holds
	tempAge   = time.Hour             // after which a file that a crash left is cleared away
)

// File is an auth.Store in a directory. Files have mode 0600, and one that
// group or others have any access to is refused (on Windows the directory's
// access list decides, and the user's profile is private). It is safe for
// concurrent use, also by several processes on one machine.
type File struct {
	dir string

	mu    sync.Mutex
	gates map[string]chan struct{} // excludes within the process, where a file lock needn't
}

var _ auth.Store = (*File)(nil)

// NewFile returns the store in dir, which is created with mode 0700 if it
// isn't there, and refused if group or others may write to it.
func NewFile(dir string) (*File, error) {
	if err := os.MkdirAll(dir, dirPerm); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if bits := foreignBits(info) & 0o022; bits != 0 {
		return nil, &ExposedError{Path: dir, Mode: info.Mode().Perm(), Fix: "chmod go-w"}
	}
	return &File{dir: dir}, nil
}

// UserDir returns where app keeps its logins on this system, such as
// ~/.config/app/logins.
func UserDir(app string) (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	return filepath.Join(base, app, "logins"), nil
}

// Load implements auth.Store. A file that can't be read as a login gives a
// *CorruptError, once: it is moved aside, and there is no login from then on.
func (f *File) Load(ctx context.Context, key auth.Key) (*auth.Token, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path := f.path(key, extToken)
	raw, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	_, t, err := decode(raw)
	if errors.Is(err, errCorrupt) {
		return nil, &CorruptError{Path: path, Aside: setAside(path, raw), err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	return t, nil
}

// Save implements auth.Store. When it returns, the token is on the disk; when
// it fails, what was there before still is.
func (f *File) Save(ctx context.Context, key auth.Key, t *auth.Token) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	raw, err := encode(key, t)
	if err != nil {
		return err
	}
	f.clearTemps(key)
	return f.replace(f.path(key, extToken), raw)
}

// Lock implements auth.Store. The lock ends with the process if it isn't
// unlocked before. Its file stays: removing it would let two in.
func (f *File) Lock(ctx context.Context, key auth.Key) (unlock func() error, err error) {
	gate := f.gate(key)
	select {
	case gate <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l := flock.New(f.path(key, extLock), flock.SetPermissions(filePerm))
	if _, err := l.TryLockContext(ctx, lockPause); err != nil {
		<-gate
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fmt.Errorf("store: %w", err)
	}
	var once sync.Once
	return func() error {
		var err error
		once.Do(func() {
			err = l.Unlock()
			<-gate
		})
		return err
	}, nil
}

// Delete forgets the login kept for key; one that isn't there is no error.
func (f *File) Delete(ctx context.Context, key auth.Key) error {
	unlock, err := f.Lock(ctx, key)
	if err != nil {
		return err
	}
	err = os.Remove(f.path(key, extToken))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, syncDir(f.dir), unlock())
}

// Keys lists whose logins are kept, in the order of their file names.
func (f *File) Keys(ctx context.Context) ([]auth.Key, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	var keys []auth.Key
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), extToken) || ctx.Err() != nil {
			continue
		}
		raw, err := readPrivate(filepath.Join(f.dir, e.Name()))
		if err != nil {
			return nil, err
		}
		// Load tells of a file that is corrupt; a list goes on without it.
		if key, _, err := decode(raw); err == nil {
			keys = append(keys, key)
		}
	}
	return keys, ctx.Err()
}

// String names the directory.
func (f *File) String() string { return fmt.Sprintf("store.File{%q}", f.dir) }

// path is where a login's file is: the name tells nothing about the login.
func (f *File) path(key auth.Key, ext string) string { return filepath.Join(f.dir, key.String()+ext) }

func (f *File) gate(key auth.Key) chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := key.String()
	g := f.gates[id]
	if g == nil {
		if f.gates == nil {
			f.gates = map[string]chan struct{}{}
		}
		g = make(chan struct{}, 1)
		f.gates[id] = g
	}
	return g
}

// readPrivate reads a regular file that nobody else may read.
func readPrivate(path string) ([]byte, error) {
	link, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was read only
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || !os.SameFile(link, info):
		return nil, fmt.Errorf("store: %s is not a regular file", path)
	case foreignBits(info) != 0:
		return nil, &ExposedError{Path: path, Mode: info.Mode().Perm(), Fix: "chmod 600"}
	}
	return io.ReadAll(io.LimitReader(file, maxFile+1))
}

// replace writes raw to a file beside path, makes sure that it is on the disk,
// and gives it path's name.
func (f *File) replace(path string, raw []byte) (err error) {
	// os.CreateTemp makes files with mode 0600.
	tmp, err := os.CreateTemp(f.dir, strings.TrimSuffix(filepath.Base(path), extToken)+"-*"+extTemp)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name()) //nolint:errcheck // the error before says more
			err = fmt.Errorf("store: %w", err)
		}
	}()
	_, err = tmp.Write(raw)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = rename(tmp.Name(), path)
	}
	if err != nil {
		return err
	}
	return syncDir(f.dir)
}

// clearTemps removes what processes that crashed while saving left: the files
// hold secrets.
func (f *File) clearTemps(key auth.Key) {
	left, _ := filepath.Glob(f.path(key, "-*"+extTemp)) // the pattern is ours, and valid
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > tempAge {
			os.Remove(path) //nolint:errcheck // the next Save tries again
		}
	}
}
