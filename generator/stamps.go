// This file lets a generator without a version, built from a working tree,
// trust its own work: the lock can't tell two such builds apart, so what a
// build has made is remembered outside the project, by the build's identity.

package generator

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Stamps remember what this build of the generator made of what: hashes over
// the build, and over the hashes of inputs, config and outputs together. One
// file for each config, below a folder for caches; losing it costs time only.
type Stamps struct {
	file  string
	build string
	known []string // of the last run
	next  []string // of this one
}

// OpenStamps reads the stamps of a config in dir, a folder for them alone. A nil
// result, where the build can't be identified, is fit for use and knows nothing.
func OpenStamps(dir, config string) *Stamps {
	build, err := buildIdentity()
	if err != nil {
		return nil
	}
	name := sha256.Sum256([]byte(config))
	s := &Stamps{file: filepath.Join(dir, hex.EncodeToString(name[:16])), build: build}
	content, err := os.ReadFile(s.file)
	if err == nil {
		s.known = strings.Fields(string(content))
	}
	return s
}

// has reports whether this build made what is described, and keeps the stamp.
func (s *Stamps) has(what string) bool {
	if s == nil {
		return false
	}
	key := s.key(what)
	if !slices.Contains(s.known, key) {
		return false
	}
	s.next = append(s.next, key)
	return true
}

// put remembers that this build makes what is described.
func (s *Stamps) put(what string) {
	if s != nil {
		s.next = append(s.next, s.key(what))
	}
}

func (s *Stamps) key(what string) string {
	sum := sha256.Sum256([]byte(s.build + "\n" + what))
	return hex.EncodeToString(sum[:])
}

// maxStamps bounds a file: a config has a few clients, each with a few states
// that one goes back and forth between.
const maxStamps = 256

// Save adds the stamps of this run to those before.
func (s *Stamps) Save() error {
	if s == nil || !slices.ContainsFunc(s.next, func(key string) bool { return !slices.Contains(s.known, key) }) {
		return nil
	}
	all := s.next
	for _, key := range s.known {
		if !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	all = all[:min(len(all), maxStamps)]
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(s.file), "new-*")
	if err != nil {
		return err
	}
	_, err = io.WriteString(temp, strings.Join(all, "\n")+"\n")
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), s.file)
	}
	if err != nil {
		os.Remove(temp.Name()) //nolint:errcheck // the first error tells more
	}
	return err
}

// buildIdentity identifies the running program by its content: by the build ID
// that Go's linker makes of it where that is quick to find, or by its hash.
func buildIdentity() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	if f, err := elf.Open(name); err == nil {
		defer f.Close() //nolint:errcheck // read only
		if note := f.Section(".note.go.buildid"); note != nil {
			if id, err := note.Data(); err == nil && len(id) > 64 {
				return hex.EncodeToString(id), nil
			}
		}
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // read only
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
