//go:build !unix

package store

// fs_other.go is for systems without Unix permissions, Windows foremost.

import (
	"io/fs"
	"os"
	"time"
)

// foreignBits: the mode tells nothing here; access lists decide.
func foreignBits(fs.FileInfo) fs.FileMode { return 0 }

const (
	renameTries = 20
	renamePause = 10 * time.Millisecond
)

// rename tries for a while: a file that another process is reading at this
// moment can't be replaced on Windows.
func rename(from, to string) (err error) {
	for range renameTries {
		if err = os.Rename(from, to); err == nil || os.IsNotExist(err) {
			return err
		}
		time.Sleep(renamePause)
	}
	return err
}

// syncDir: directories can't be synced here; the file system's journal has
// the rename.
func syncDir(string) error { return nil }
