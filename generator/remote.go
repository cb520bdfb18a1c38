// This file reads references to other hosts. What was read is pinned by its hash
// in the lock, and a copy stands among the client's files: so checking needs no
// network, a change upstream comes in when somebody asks for it, and what it is
// shows in review.

package generator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"time"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/openapi"
	"github.com/keywright/keywright/generator/output"
)

const (
	maxRemote     = 32 << 20
	remoteTimeout = 30 * time.Second
)

// remoteError is a refusal with what to do about it.
type remoteError struct{ msg, hint string }

func (e *remoteError) Error() string { return e.msg }
func (e *remoteError) Hint() string  { return e.hint }

// remote gives the content of an address that the config allows, and notes it
// among the client's inputs and files.
func (r *run) remote(l *lowered, c *config.Client, address string) ([]byte, error) {
	if r.place == nil {
		return nil, &remoteError{"nothing is read from other hosts here", "mend what else is reported; `keywright generate` reads it"}
	}
	name := remoteCopy(address)
	pinned := r.place.lock.Pinned(c.Name, address)
	have, err := os.ReadFile(r.config.Abs(path.Join(c.Out, name)))
	whole := err == nil && pinned != "" && output.Hash(have) == pinned
	content := have
	switch {
	case r.opts.Offline && !whole:
		return nil, &remoteError{"there is no copy of it that fits keywright.lock", "run `keywright generate`, which reads and pins it, and commit the result"}
	case !r.opts.Offline:
		content, err = fetch(r.ctx, c.OpenAPI.RemoteRefs, address)
		if err != nil && whole {
			content, err = have, nil // what is pinned does as well
		}
		if err != nil {
			return nil, err
		}
		if pinned != "" && output.Hash(content) != pinned && !r.opts.Repin {
			return nil, &remoteError{"its content changed since it was pinned in keywright.lock",
				"look at what it has become, then accept it with `keywright generate --update-refs`"}
		}
	}
	if _, again := l.inputs[address]; again {
		return content, nil
	}
	l.inputs[address] = output.Hash(content)
	l.files = append(l.files, file{name, content})
	return content, nil
}

// fetch reads an address, within bounds. Redirects lead only where references
// may lead, too.
func fetch(ctx context.Context, allowed []string, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > 5 || !openapi.RemoteAllowed(allowed, req.URL) {
			return fmt.Errorf("it redirects to %s, which isn't allowed", req.URL.Redacted())
		}
		return nil
	}}
	resp, err := client.Do(req)
	if err != nil {
		if ue, ok := errors.AsType[*url.Error](err); ok {
			err = ue.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", resp.Status)
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, maxRemote+1))
	if err == nil && len(content) > maxRemote {
		err = fmt.Errorf("it is larger than %d MB", maxRemote>>20)
	}
	return content, err
}

var notPlain = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// remoteCopy is where the copy of an address stands in the client's folder: a
// name that any system takes, and that no other address has.
func remoteCopy(address string) string {
	base := "file"
	if u, err := url.Parse(address); err == nil && path.Base(u.Path) != "/" && path.Base(u.Path) != "." {
		base = notPlain.ReplaceAllString(path.Base(u.Path), "-")
	}
	if len(base) > 60 {
		base = base[len(base)-60:]
	}
	return "refs/" + output.Hash([]byte(address))[:8] + "-" + base
}
