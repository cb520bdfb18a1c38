// Package specs holds the descriptions that the clients in generated/ are made
// from. `go generate ./...` makes them anew.
package specs

//go:generate go run ../cmd/keywright generate
