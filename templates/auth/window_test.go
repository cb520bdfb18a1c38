package auth

// window_test.go is inside the package because no exported way leads to a
// moment at which the two clocks disagree.

import (
	"testing"
	"time"
)

func TestRule3_WallAndMonotonicClockMustBothAgree(t *testing.T) {
	t.Parallel()
	now := time.Now()
	tok, err := NewToken(TokenFields{AccessToken: "x", Issued: now, Expiry: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name          string
		wall, mono    time.Duration // how far each clock has gone since
		usable, quiet bool
	}{
		{"both early", time.Minute, time.Minute, true, true},
		{"suspended: only the wall clock went on", 2 * time.Hour, time.Minute, false, false},
		{"wall clock set back", -24 * time.Hour, 2 * time.Hour, false, false},
		{"suspended into the soft window", 55 * time.Minute, time.Minute, true, false},
		{"set back in the soft window", 0, 55 * time.Minute, true, false},
	} {
		w := newWindow(tok, now, 0)
		// The clocks' readings are moved by moving the limits against them.
		at := now.Add(c.mono)
		shift := int64(c.mono - c.wall)
		w.softWall += shift
		w.hardWall += shift
		if got := w.usable(at); got != c.usable {
			t.Errorf("%s: usable %t", c.name, got)
		}
		if got := w.quiet(at); got != c.quiet {
			t.Errorf("%s: quiet %t", c.name, got)
		}
	}
}
