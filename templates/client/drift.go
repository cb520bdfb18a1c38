// Differences between answers and the description.

package client

import "github.com/keywright/keywright/templates/wire"

// Drift is a difference between an answer and the description: what an API's
// owner changed without telling. See WithDrift.
type Drift struct {
	Operation string // such as "Realm.Get"
	wire.Drift
}

// String describes the difference in a line.
func (d Drift) String() string { return d.Operation + ": " + d.Drift.String() }

// readOptions are wire's options for an answer to r.
func (r *Request) readOptions() wire.Options {
	o := wire.Options{Locale: r.locale()}
	if report := r.core.drift; report != nil {
		name := r.op.Name
		o.Drift = func(d wire.Drift) error {
			report(Drift{Operation: name, Drift: d})
			return nil
		}
	}
	return o
}
