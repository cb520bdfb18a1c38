package auth_test

// rotate_property_test.go is rule 9 under random trouble.

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"pgregory.net/rapid"
)

// Whatever happens to the store and the provider, and in whichever order, a
// refresh token that was replaced isn't sent again, and the login lives.
func TestRotationProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ops := rapid.SliceOfN(rapid.SampledFrom([]string{"token", "reject", "hour", "minute", "no saves", "saves", "no loads", "loads", "down", "up"}), 1, 40).Draw(rt, "ops")
		synctest.Test(t, func(t *testing.T) {
			r, store := &rotator{ttl: time.Hour}, new(flaky)
			keep(t, store, r.login(t, 0))
			s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
			defer s.Close()
			for _, op := range ops {
				apply(s, r, store, op)
			}
			store.set(func() { store.save, store.load = nil, nil })
			r.mu.Lock()
			r.down = false
			r.mu.Unlock()
			time.Sleep(2 * time.Hour)
			access(t, s)
			n, dead, sent := r.state()
			if dead || kept(t, store) != fmt.Sprint("rt-", n) {
				t.Errorf("ops %v: dead %v, sent %v, kept %s of %d", ops, dead, sent, kept(t, store), n)
			}
		})
	})
}

func apply(s *auth.Source, r *rotator, store *flaky, op string) {
	broken := errors.New("broken")
	switch op {
	case "token":
		s.Token(context.Background())
	case "reject":
		if t, err := s.Token(context.Background()); err == nil {
			s.Invalidate(t)
		}
	case "hour":
		time.Sleep(time.Hour)
	case "minute":
		time.Sleep(time.Minute)
	case "no saves":
		store.set(func() { store.save = broken })
	case "saves":
		store.set(func() { store.save = nil })
	case "no loads":
		store.set(func() { store.load = broken })
	case "loads":
		store.set(func() { store.load = nil })
	case "down", "up":
		r.mu.Lock()
		r.down = op == "down"
		r.mu.Unlock()
	}
}
