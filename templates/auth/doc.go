// Package auth acquires, caches, refreshes, replays and guards OAuth 2.0
// tokens. It needs the standard library alone.
package auth
