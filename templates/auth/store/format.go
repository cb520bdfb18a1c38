package store

// format.go is what a login's file holds, and what becomes of a file that
// doesn't.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/keywright/keywright/templates/auth"
)

// version is of the file's form. A file with a higher one is left alone.
const version = 1

// content is a file. The key is told so that logins can be listed.
type content struct {
	Version int             `json:"version"`
	Key     storedKey       `json:"key"`
	Token   json.RawMessage `json:"token"`
}

type storedKey struct {
	Issuer  string   `json:"issuer,omitempty"`
	Client  string   `json:"client,omitempty"`
	Account string   `json:"account,omitempty"`
	Scopes  []string `json:"scopes,omitempty"`
}

func encode(key auth.Key, t *auth.Token) ([]byte, error) {
	if t == nil {
		return nil, errors.New("store: there is no token to save")
	}
	raw, err := auth.EncodeToken(t)
	if err != nil {
		return nil, err
	}
	return json.Marshal(content{version, storedKey(key), raw})
}

// errCorrupt is about files that hold no login.
var errCorrupt = errors.New("not a login")

func decode(raw []byte) (auth.Key, *auth.Token, error) {
	var c content
	if len(raw) > maxFile || json.Unmarshal(raw, &c) != nil || c.Version < 1 {
		return auth.Key{}, nil, errCorrupt // encoding/json's own words may quote the file
	}
	if c.Version > version {
		return auth.Key{}, nil, fmt.Errorf("written by a newer version of this program (form %d, known is %d)", c.Version, version)
	}
	t, err := auth.DecodeToken(c.Token)
	if err != nil {
		return auth.Key{}, nil, errCorrupt
	}
	return auth.Key(c.Key), t, nil
}

// setAside moves the file whose content was raw out of the way and returns
// where to, or "" where it isn't moved. If another process has replaced it by
// a good one meanwhile, that one is put back.
func setAside(path string, raw []byte) string {
	sum := sha256.Sum256(raw)
	aside := path + extCorrupt + "-" + hex.EncodeToString(sum[:4])
	if rename(path, aside) != nil {
		return ""
	}
	moved, err := readPrivate(aside)
	if err == nil && !bytes.Equal(moved, raw) {
		// Link doesn't replace: who saved in this very moment is newer still.
		if err := os.Link(aside, path); err == nil || errors.Is(err, fs.ErrExist) {
			os.Remove(aside) //nolint:errcheck // a second copy, readable by the owner alone
			return ""
		}
	}
	return aside
}

// CorruptError tells that a file holds no login. What it held is kept aside
// for whoever wants to look; the user has to log in again.
type CorruptError struct {
	Path  string // of the file
	Aside string // where its content is now; "" where it could not be moved
	err   error
}

// Error tells both paths and nothing of the content.
func (e *CorruptError) Error() string {
	s := fmt.Sprintf("store: %s is corrupt: %v", e.Path, e.err)
	if e.Aside != "" {
		s += "; it was moved to " + e.Aside
	}
	return s
}

// Is makes a corrupt file a case of auth.ErrReauthorize.
func (e *CorruptError) Is(target error) bool { return target == auth.ErrReauthorize }

// ExposedError tells that others have access to a file or directory that holds
// logins, so that the logins may not be the user's alone any more.
type ExposedError struct {
	Path string
	Mode fs.FileMode // permission bits
	Fix  string      // the command that mends it, less the path
}

// Error tells how to mend it.
func (e *ExposedError) Error() string {
	return fmt.Sprintf("store: group or others have access to %s (mode %04o); if that is harmless: %s %s", e.Path, e.Mode, e.Fix, e.Path)
}
