package auth

// memory.go is the Store of a single process: for tests, and for programs
// whose logins may end with them.

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// MemoryStore is a Store in memory. Sources that share it share their tokens
// and never send one refresh token twice. The zero MemoryStore is ready to use;
// don't copy it.
type MemoryStore struct {
	mu     sync.Mutex
	tokens map[string]*Token
	locks  map[string]chan struct{}
}

// Load implements Store.
func (m *MemoryStore) Load(_ context.Context, key Key) (*Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[key.String()], nil
}

// Save implements Store.
func (m *MemoryStore) Save(_ context.Context, key Key, t *Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		m.tokens = map[string]*Token{}
	}
	m.tokens[key.String()] = t
	return nil
}

// Lock implements Store.
func (m *MemoryStore) Lock(ctx context.Context, key Key) (unlock func() error, err error) {
	l := m.lockOf(key.String())
	select {
	case l <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var once sync.Once
	return func() error {
		once.Do(func() { <-l })
		return nil
	}, nil
}

func (m *MemoryStore) lockOf(key string) chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.locks[key]
	if l == nil {
		if m.locks == nil {
			m.locks = map[string]chan struct{}{}
		}
		l = make(chan struct{}, 1)
		m.locks[key] = l
	}
	return l
}

// String tells how many tokens are kept.
func (m *MemoryStore) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return fmt.Sprintf("auth.MemoryStore{%d tokens}", len(m.tokens))
}

// Format implements fmt.Formatter: every verb prints String.
func (m *MemoryStore) Format(f fmt.State, _ rune) { io.WriteString(f, m.String()) } //nolint:errcheck // a fmt.State reports nothing useful
