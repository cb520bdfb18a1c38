// What packages that build on this one, such as client/gql, keep with a client
// and a call: settings of their own, and values that clients share.

package client

import (
	"maps"
	"sync"

	"github.com/keywright/keywright/templates/auth"
)

// WithValue sets a value that a package above this one asks for with Value. key
// is of a type of that package's own.
func WithValue(key, value any) Setting {
	return setting(func(s *settings) {
		if s.values == nil {
			s.values = map[any]any{}
		}
		s.values[key] = value
	})
}

// Value returns what WithValue has set for the call, or else for the client;
// nil where neither is.
func (r *Request) Value(key any) any {
	if v, ok := r.call.settings.values[key]; ok {
		return v
	}
	return r.core.settings.values[key]
}

// Value returns what WithValue has set for the client; nil where it isn't.
func (c *Core) Value(key any) any { return c.settings.values[key] }

// Plain reports whether no option was given to the call.
func (r *Request) Plain() bool {
	s := &r.call.settings
	return r.call.meta == nil && len(s.variables)+len(s.parameters)+len(s.header)+len(s.values) == 0
}

// Share returns the value that all clients of one application are to use under
// key: those with the same auth.Source, and those that WithCredential made of
// each other. It is the first that was offered.
func (c *Core) Share(key, value any) any {
	if got, ok := c.shared.Load(key); ok {
		return got
	}
	for _, of := range []*Core{c.root, c} {
		if of == nil {
			continue
		}
		for _, s := range of.api.Schemes {
			if src, ok := of.creds[s.Key].cred.(*auth.Source); ok {
				got, _ := c.shared.LoadOrStore(key, src.Share(key, value))
				return got
			}
		}
	}
	got, _ := c.shared.LoadOrStore(key, value)
	return got
}

// Same reports whether calls of c and d are sent alike: to the same server, with
// the same credentials and settings.
func (c *Core) Same(d *Core) bool {
	return c == d || c.http == d.http && c.user == d.user && c.err == nil && d.err == nil &&
		maps.Equal(c.creds, d.creds)
}

// sharedValues are what Share keeps.
type sharedValues = sync.Map
