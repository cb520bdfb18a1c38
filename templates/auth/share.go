package auth

// share.go lets what stands on a Source find what others put there: budgets
// belong to an application, and the Source is what its clients have in common.

// shareKey keeps values of Share apart from pacers of SharePacer.
type shareKey struct{ key any }

// Share returns the value that everyone who has the Source is to use under key,
// which is of a type of the caller's own: the first that was offered, which
// stays.
func (s *Source) Share(key, value any) any {
	got, _ := s.shared.byLimits.LoadOrStore(shareKey{key}, value)
	return got
}
