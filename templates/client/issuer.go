// Issuers: a source of tokens is kept to the servers that its provider's tokens
// are for.

package client

import (
	"fmt"
	"slices"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// maxAssignments bounds how many values of variables are gone through.
const maxAssignments = 4096

// foreignSource refuses a source whose token endpoint the description gives to
// other servers alone, such as those of another region: its tokens aren't known
// here, and aren't to be shown here. Endpoints that the description doesn't have
// are the caller's to know, and so is where tokens go with WithBaseURL and
// WithTokenURL.
func (s scope) foreignSource(sch *Scheme, cr auth.Credential) error {
	src, ok := cr.(*auth.Source)
	if !ok || s.core.baseURL != "" || s.core.tokens[sch.Key] != "" {
		return nil
	}
	from := src.TokenURL()
	if from == "" || s.gives(sch, from) {
		return nil
	}
	here, err := s.core.described(s.core.api.Servers, s)
	if err != nil {
		return nil // without a server there is nowhere to send it
	}
	there := ""
	for _, values := range s.assignments(sch) {
		other := scope{core: s.core, call: &settings{variables: values}}
		if !other.gives(sch, from) {
			continue
		}
		server, err := s.core.described(s.core.api.Servers, other)
		if err != nil {
			continue
		}
		if server == here {
			return nil
		}
		there = server
	}
	if there == "" {
		return nil
	}
	return fmt.Errorf("%w: the source given for %s has its tokens from %s, which are for %s and not for %s; log in for the same server",
		ErrCredential, sch.Key, from, there, here)
}

// gives reports whether a flow of the scheme has this token endpoint here.
func (s scope) gives(sch *Scheme, tokenURL string) bool {
	return slices.ContainsFunc(sch.Flows, func(f Flow) bool {
		u, err := s.tokenURL(&f)
		return err == nil && u == tokenURL
	})
}

// assignments lists all values of the variables that a scheme's URLs depend on,
// other variables as they are.
func (s scope) assignments(sch *Scheme) []map[string]string {
	list := []map[string]string{{}}
	for _, v := range s.core.api.Variables {
		if len(v.Values) == 0 || !sch.dependsOn(v.Key) || len(list)*len(v.Values) > maxAssignments {
			continue
		}
		var next []map[string]string
		for _, values := range list {
			for _, value := range v.Values {
				m := map[string]string{v.Key: value}
				for k, other := range values {
					m[k] = other
				}
				next = append(next, m)
			}
		}
		list = next
	}
	return list
}

// dependsOn reports whether a token URL of the scheme depends on a variable.
func (s *Scheme) dependsOn(key string) bool {
	return slices.ContainsFunc(s.Flows, func(f Flow) bool {
		return strings.Contains(f.URLs.Token, "{"+key+"}") || slices.ContainsFunc(f.When, func(v FlowVariant) bool {
			return strings.Contains(v.URLs.Token, "{"+key+"}") ||
				slices.ContainsFunc(v.When, func(c Condition) bool { return c.Var == key })
		})
	})
}
