// A module of its own, so that what the comparisons need stays out of the
// go.mod of those who use keywright.
module github.com/keywright/keywright/templates/auth/compare

go 1.26.0

require (
	github.com/keywright/keywright v0.0.0
	go.uber.org/goleak v1.3.0
	golang.org/x/oauth2 v0.37.0
)

require (
	github.com/gofrs/flock v0.13.1 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/keywright/keywright => ../../..
