// Bodies from readers, multipart ones included.

package client

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/keywright/keywright/templates/wire"
)

// piece is a run of a body: text, or a reader.
type piece struct {
	text  string
	src   io.Reader
	start int64 // where src stood
}

// stream is a body of pieces. Only the reader that was opened last may read:
// net/http may still hold an earlier one when a request is sent again.
type stream struct {
	pieces     []piece
	rewindable bool
	opened     bool

	mu      sync.Mutex
	current *streamReader
}

// newStream notes where the sources stand: a body begins there, not at their
// beginning, however often it is sent.
func newStream(pieces ...piece) *stream {
	s := &stream{pieces: pieces, rewindable: true}
	for i := range pieces {
		if pieces[i].src == nil {
			continue
		}
		seeker, ok := pieces[i].src.(io.Seeker)
		if ok {
			at, err := seeker.Seek(0, io.SeekCurrent)
			pieces[i].start, ok = at, err == nil // pipes have the method and can't
		}
		s.rewindable = s.rewindable && ok
	}
	return s
}

// open begins at the beginning.
func (s *stream) open() (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened && !s.rewindable {
		return nil, errBodySpent
	}
	readers := make([]io.Reader, len(s.pieces))
	for i, p := range s.pieces {
		if p.src == nil {
			readers[i] = strings.NewReader(p.text)
			continue
		}
		readers[i] = p.src
		if s.opened {
			if _, err := p.src.(io.Seeker).Seek(p.start, io.SeekStart); err != nil {
				return nil, fmt.Errorf("the body can't be sent again: %w", err)
			}
		}
	}
	s.opened = true
	s.current = &streamReader{s: s, r: io.MultiReader(readers...)}
	return s.current, nil
}

// size is the length in bytes, -1 where it isn't known.
func (s *stream) size() int64 {
	var n int64
	for _, p := range s.pieces {
		switch src := p.src.(type) {
		case nil:
			n += int64(len(p.text))
		case interface{ Len() int }: // bytes.Reader, bytes.Buffer, strings.Reader
			n += int64(src.Len())
		default:
			return -1
		}
	}
	return n
}

// streamReader is one opening of a stream.
type streamReader struct {
	s *stream
	r io.Reader
}

// Read reads on unless the body was opened anew.
func (r *streamReader) Read(b []byte) (int, error) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if r.s.current != r {
		return 0, errBodySpent
	}
	return r.r.Read(b)
}

// Close ends reading. The sources are the caller's and stay open.
func (r *streamReader) Close() error {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if r.s.current == r {
		r.s.current = nil
	}
	return nil
}

// Part is a part of a multipart body.
type Part struct {
	Name        string
	FileName    string // empty: no file, unless Content has a name, as an os.File does
	ContentType string // empty: application/octet-stream for files, none for text
	Content     io.Reader
	Required    bool // a body without its content is refused before it is sent
}

// Needed gives the part as one that the body can't do without.
func (p Part) Needed() Part {
	p.Required = true
	return p
}

// PartText is a part that holds text.
func PartText(name, text string) Part { return Part{Name: name, Content: strings.NewReader(text)} }

// PartJSON is a part that holds v as JSON.
func PartJSON[T any](r *Request, name string, v *T, enc wire.EncodeFunc[T]) Part {
	b, err := encoded(v, enc)
	if err != nil {
		r.fail("the part %s can't be written: %w", name, err)
	}
	return Part{Name: name, ContentType: "application/json", Content: strings.NewReader(string(b))}
}

// PartFile is a part that holds a file. Its name is src's, as an os.File or a
// NamedFile has one, or else the part's.
func PartFile(name, contentType string, src io.Reader) Part {
	p := Part{Name: name, FileName: name, ContentType: contentType, Content: src}
	switch f := src.(type) {
	case *namedFile:
		p.FileName, p.Content = f.name, f.content
		if f.contentType != "" {
			p.ContentType = f.contentType
		}
	case interface{ Name() string }:
		p.FileName = filepath.Base(f.Name())
	}
	return p
}

// As gives the part another content type.
func (p Part) As(contentType string) Part {
	p.ContentType = contentType
	return p
}

// NamedFile gives content a file's name and a content type, for a part of a
// multipart body. An empty content type leaves it to the description.
func NamedFile(name, contentType string, content io.Reader) io.Reader {
	return &namedFile{name: name, contentType: contentType, content: content}
}

// namedFile is unwrapped by PartFile; elsewhere it reads like what it holds.
type namedFile struct {
	name, contentType string
	content           io.Reader
}

// Read reads the content.
func (f *namedFile) Read(b []byte) (int, error) { return f.content.Read(b) }

// Seek makes the content one that can be sent again, if it can be.
func (f *namedFile) Seek(offset int64, whence int) (int64, error) {
	s, ok := f.content.(io.Seeker)
	if !ok {
		return 0, errors.ErrUnsupported
	}
	return s.Seek(offset, whence)
}

// BodyMultipart makes parts a multipart/form-data body (RFC 7578). Parts
// without Content are left out, or an error where they are needed.
func BodyMultipart(r *Request, parts ...Part) {
	boundary := rand.Text()
	var pieces []piece
	for _, p := range parts {
		if p.Content == nil {
			if p.Required {
				r.fail("the part %s of the body is missing", p.Name)
			}
			continue
		}
		pieces = append(pieces, piece{text: p.head(boundary)}, piece{src: p.Content}, piece{text: "\r\n"})
	}
	if len(pieces) == 0 {
		return // a body has a part at least (RFC 2046, section 5.1.1); check tells where one is needed
	}
	pieces = append(pieces, piece{text: "--" + boundary + "--\r\n"})
	r.body = body{contentType: "multipart/form-data; boundary=" + boundary, stream: newStream(pieces...), set: true}
}

// head is the boundary and the header of a part.
func (p *Part) head(boundary string) string {
	var b strings.Builder
	b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoteParam(p.Name) + "\"")
	contentType := p.ContentType
	if p.FileName != "" {
		b.WriteString("; filename=\"" + quoteParam(p.FileName) + "\"")
		if contentType == "" {
			contentType = "application/octet-stream"
		}
	}
	if contentType != "" {
		b.WriteString("\r\nContent-Type: " + strings.Map(printable, contentType))
	}
	b.WriteString("\r\n\r\n")
	return b.String()
}

// quoteParam encodes what would end the value, as browsers do.
func quoteParam(s string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(s)
}

// printable drops what would break a part's header apart, for strings.Map.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}
