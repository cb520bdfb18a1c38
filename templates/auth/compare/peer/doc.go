// Package peer puts package auth through whole flows against an OAuth 2.0 and
// OpenID Connect server that others wrote (see .ci/peers/oidc-provider), so that
// it isn't tested against its own reading of the specifications alone. It has
// tests only, and skips them where the server isn't installed; with
// KEYWRIGHT_PEERS=1 that is a failure.
package peer
