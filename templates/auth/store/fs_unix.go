//go:build unix

package store

// fs_unix.go is what Unix systems do about permissions and directories.

import (
	"io/fs"
	"os"
)

// foreignBits are the permissions that group and others have.
func foreignBits(info fs.FileInfo) fs.FileMode { return info.Mode().Perm() & 0o077 }

func rename(from, to string) error { return os.Rename(from, to) }

// syncDir makes a rename in dir last: without it a crash may bring the old
// file back, and with it a refresh token that was replaced.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // nothing was written through it
	return d.Sync()
}
