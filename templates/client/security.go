// The choice of credentials for a call.

package client

import (
	"fmt"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// authorize chooses the first alternative of the operation's security whose
// schemes are all configured. A call without credentials, where the operation
// allows it, is the last resort, wherever the description lists it.
func (r *Request) authorize(t *target) error {
	if len(r.op.Security) == 0 {
		return nil
	}
	// Answers that differ for known callers are why an API offers both, so a
	// credential that is there is used.
	none := false
	for _, alternative := range r.op.Security {
		if len(alternative) == 0 {
			none = true
			continue
		}
		if !r.core.has(alternative) {
			continue
		}
		if t.clear != nil {
			return fmt.Errorf("%w: %w", ErrCredential, t.clear)
		}
		return r.require(alternative, t)
	}
	if none {
		return nil
	}
	return r.core.noCredential(r.op)
}

// has reports whether all schemes of an alternative are configured.
func (c *Core) has(alternative Requirement) bool {
	for _, u := range alternative {
		if _, ok := c.creds[u.Scheme]; !ok && !c.left(u.Scheme) {
			return false
		}
	}
	return true
}

// left reports whether a scheme is left to the transport that the user gave:
// one that this package can't serve.
func (c *Core) left(scheme string) bool {
	s := c.api.scheme(scheme)
	return s != nil && s.Kind == Unsupported && !c.plain
}

// require hands an alternative's credentials to the exchange.
func (r *Request) require(alternative Requirement, t *target) error {
	r.exchange.Hosts = &t.hosts
	r.exchange.Requirements = r.reqs[:0]
	for _, u := range alternative {
		cr, ok := r.core.creds[u.Scheme]
		if !ok {
			r.left = true
			continue
		}
		if err := r.foreign(u.Scheme, cr); err != nil {
			return err
		}
		r.exchange.Requirements = append(r.exchange.Requirements, auth.Requirement{Credential: cr.cred, Scopes: u.Scopes})
	}
	return nil
}

// foreign refuses a credential whose token endpoint would be another one under
// the variables of this call: its tokens aren't known there, and aren't to be
// shown there. With WithBaseURL the caller has said where tokens go.
func (r *Request) foreign(scheme string, cr credential) error {
	if cr.pinned || r.core.baseURL != "" || len(r.call.settings.variables) == 0 {
		return nil
	}
	s := r.core.api.scheme(scheme)
	for i := range s.Flows {
		if s.Flows[i].URLs.Token == "" {
			continue
		}
		own, err := scope{core: r.core}.tokenURL(&s.Flows[i])
		if err != nil {
			return err
		}
		here, err := r.scope().tokenURL(&s.Flows[i])
		if err != nil {
			return err
		}
		if own != here {
			return fmt.Errorf("%w: the token for %s comes from %s, and with %s it would have to come from %s; make another client for it",
				ErrCredential, scheme, own, overrides(r.call.settings.variables), here)
		}
	}
	return nil
}

// overrides lists a call's variables for an error.
func overrides(m map[string]string) string {
	var list []string
	for _, k := range sortedKeys(m) {
		list = append(list, k+" "+m[k])
	}
	return strings.Join(list, ", ")
}

// noCredential names what would do.
func (c *Core) noCredential(op *Operation) error {
	var ways []string
	for _, alternative := range op.Security {
		var schemes []string
		for _, u := range alternative {
			schemes = append(schemes, c.howTo(u.Scheme))
		}
		ways = append(ways, strings.Join(schemes, " together with "))
	}
	return fmt.Errorf("%w: %s needs %s", ErrCredential, op.Name, strings.Join(ways, ", or "))
}

// howTo names a scheme and the options that configure it.
func (c *Core) howTo(scheme string) string {
	s := c.api.scheme(scheme)
	if s == nil {
		return scheme + " (which the description doesn't define)"
	}
	if len(s.Options) > 0 {
		names := make([]string, len(s.Options))
		for i, o := range s.Options {
			names[i] = c.api.Name + "." + o
		}
		return scheme + " (" + strings.Join(names, ", ") + ")"
	}
	option := "WithCredential"
	switch s.Kind {
	case OAuth2:
		option = "WithCredential, WithBearer"
		if s.flow(FlowClientCredentials) != nil {
			option = "WithClientCredentials, WithCredentialsFromEnv, WithCredential"
		}
	case APIKeyHeader, APIKeyQuery, APIKeyCookie:
		option = "WithAPIKey"
	case HTTPBasic:
		option = "WithBasic"
	case HTTPBearer, OpenIDConnect:
		option = "WithBearer, WithCredential"
	case Unsupported:
		return scheme + " (which only a transport of your own can serve: client.WithTransport)"
	}
	return scheme + " (client." + strings.ReplaceAll(option, ", ", ", client.") + ")"
}
