// This file keeps the text of the inputs, so that a report can quote the line
// it is about.

package diag

import (
	"bytes"
	"sync"
)

// Sources maps the file names used in positions to the files' content. The
// zero value is empty and ready; it may be used by several goroutines and must
// not be copied. A nil *Sources knows no file.
type Sources struct {
	mu    sync.Mutex
	files map[string]*source
}

// source is one file; starts, the offsets of its lines, is computed when the
// first line is asked for, because most files of a run have no diagnostic.
type source struct {
	content []byte
	starts  []int
}

// Add registers the content of a file. The slice is kept, not copied, and must
// not change afterwards.
func (s *Sources) Add(file string, content []byte) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = make(map[string]*source)
	}
	s.files[file] = &source{content: content}
}

// Line returns the 1-based line of a file without its line end, and whether
// the file is known and has that line.
func (s *Sources) Line(file string, line int) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	src := s.files[file]
	if src == nil {
		return nil, false
	}
	if src.starts == nil {
		src.starts = lineStarts(src.content)
	}
	if line < 1 || line > len(src.starts) {
		return nil, false
	}
	text := src.content[src.starts[line-1]:]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimSuffix(text, []byte{'\r'}), true
}

// lineStarts returns the offset at which each line begins.
func lineStarts(content []byte) []int {
	starts := []int{0}
	for i := 0; ; {
		n := bytes.IndexByte(content[i:], '\n')
		if n < 0 {
			return starts
		}
		i += n + 1
		starts = append(starts, i)
	}
}
