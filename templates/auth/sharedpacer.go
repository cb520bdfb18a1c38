package auth

// sharedpacer.go lets the clients that share a Source find each other's pacer,
// without a global.

import "sync"

// sharedPacers holds a pacer for each set of limits, by a text of them.
type sharedPacers struct{ byLimits sync.Map }

// SharePacer returns the pacer that everyone who has the Source is to wait for
// under limits, a text that is the same for the same limits: the one of
// WithPacer, or the first that was offered, or else p, which stays.
func (s *Source) SharePacer(limits string, p Pacer) Pacer {
	if s.cfg.pacer != nil {
		return s.cfg.pacer
	}
	if got, ok := s.shared.byLimits.Load(limits); ok {
		return got.(Pacer)
	}
	got, _ := s.shared.byLimits.LoadOrStore(limits, p)
	return got.(Pacer)
}
