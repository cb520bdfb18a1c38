// Package store keeps logins in files that several processes share. It is
// apart from package auth because it needs a library for file locks.
package store
