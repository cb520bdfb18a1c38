// Where the cache step keeps answers: the interface, and a store in memory.

package client

import (
	"container/list"
	"context"
	"sync"
)

// CacheStore keeps values under keys for WithCache. Keys are of letters and
// digits and give nothing away; values hold what an API has answered, so that a
// store outside of the process has to be kept from other eyes. It may drop
// what it holds at any time. Implementations are safe for concurrent use.
//
// A store that also has the method MaxValue() int64 isn't given longer values.
type CacheStore interface {
	// Get returns a value, which isn't written to; nil where there is none.
	Get(ctx context.Context, key string) ([]byte, error)
	// Put keeps a value, which the caller doesn't change any more.
	Put(ctx context.Context, key string, value []byte) error
	// Delete drops a value. It is no error if there is none.
	Delete(ctx context.Context, key string) error
}

// MemoryCache keeps up to size bytes of values in memory. What was used least
// lately goes first.
func MemoryCache(size int64) CacheStore {
	return &memoryCache{size: size, entries: map[string]*list.Element{}}
}

// memoryCache is a list in order of use, with an index.
type memoryCache struct {
	size int64

	mu      sync.Mutex
	used    int64
	order   list.List // of *memoryEntry, used last at the front
	entries map[string]*list.Element
}

type memoryEntry struct {
	key   string
	value []byte
}

// MaxValue keeps one answer from driving out all others.
func (m *memoryCache) MaxValue() int64 { return m.size }

func (m *memoryCache) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[key]
	if !ok {
		return nil, nil
	}
	m.order.MoveToFront(e)
	return entryOf(e).value, nil
}

func (m *memoryCache) Put(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.entries[key])
	entry := &memoryEntry{key, value}
	if entry.size() > m.size {
		return nil
	}
	m.entries[key] = m.order.PushFront(entry)
	m.used += entry.size()
	for m.used > m.size {
		m.drop(m.order.Back())
	}
	return nil
}

func (m *memoryCache) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.entries[key])
	return nil
}

// drop removes e, if there is one.
func (m *memoryCache) drop(e *list.Element) {
	if e == nil {
		return
	}
	entry := entryOf(e)
	m.order.Remove(e)
	delete(m.entries, entry.key)
	m.used -= entry.size()
}

func entryOf(e *list.Element) *memoryEntry {
	entry, _ := e.Value.(*memoryEntry)
	return entry
}

// size is what an entry takes: slices grow with room to spare.
func (e *memoryEntry) size() int64 { return int64(cap(e.value)+len(e.key)) + 128 }
