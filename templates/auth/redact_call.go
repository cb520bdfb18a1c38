package auth

// redact_call.go takes what a call sent out of text that comes back from the
// server, for callers that put such text into errors.

// Redact replaces, in text of the server's answer, every secret of the
// Exchange's requirements by value: keys in their common encodings, and the
// tokens that were sent or are cached now.
func (x *Exchange) Redact(s string) string {
	if s == "" || len(x.Requirements) == 0 {
		return s
	}
	return removeAll(s, x.secrets())
}

func (x *Exchange) secrets() []string {
	var list []string
	for i := range x.Requirements {
		switch c := x.Requirements[i].Credential.(type) {
		case *key:
			list = appendForms(list, c.secret.reveal())
			list = appendForms(list, c.value[0])
			if _, pair, ok := cutScheme(c.value[0]); ok {
				list = appendForms(list, pair)
			}
		case *Source:
			if e := c.cur.Load(); e != nil {
				list = appendForms(list, e.tok.access.reveal())
				list = appendForms(list, e.tok.refresh.reveal())
			}
		}
	}
	if x.put != nil {
		if _, token, ok := cutScheme(*x.put); ok {
			list = appendForms(list, token)
		}
	}
	return list
}

// cutScheme splits an Authorization header's value.
func cutScheme(v string) (scheme, rest string, ok bool) {
	for i := range len(v) {
		if v[i] == ' ' {
			return v[:i], v[i+1:], true
		}
	}
	return "", "", false
}
