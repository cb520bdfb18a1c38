// Package auth acquires, caches, refreshes, replays and guards OAuth 2.0
// tokens, and puts the other keys that APIs ask for on requests. It needs the
// standard library alone.
//
// # The life of a token
//
// A [Grant] fetches one token: [ClientCredentials] for an application that
// acts for itself, [AuthorizationCode] and [RefreshToken] for a user who has
// logged in, [Static] for a token from elsewhere, [GrantFunc] for any way of
// your own.
//
// A [Source] caches a grant's tokens. The first caller's need starts a flight
// to the token endpoint; whoever comes meanwhile waits for the same flight,
// each no longer than its own context allows. From then on the token is served
// from memory by one atomic load.
//
// Some time before the token ends (a fifth of its life, at most 20 minutes,
// less some jitter) the next call starts a flight in the background, and
// everyone goes on with the token at hand. If that fails, the token is still
// good; the next try follows after a second, then two, up to a minute or as
// long as the server asks. Just before the end (10 seconds, or a tenth of a
// short life) the token is not sent any more, and callers wait for a flight. A
// failure is then shared for the same lapse of time, so that a provider in
// trouble isn't flooded.
//
// A token may die early. When the API answers 401, the token that was sent is
// dropped, if it is still the cached one, and the request is sent once more
// with the next: [Exchange] does this inside a client, [Transport] for any
// http.Client. Nothing runs while nobody calls; [Source.Close] ends a flight
// under way.
//
// # Where secrets go
//
// Tokens go to the hosts that a [HostPolicy] lists, over https or on this
// machine, and never along with a redirect elsewhere. Client secrets, codes
// and refresh tokens go to the configured endpoint only; a redirect is not
// followed. Nothing prints a secret: a [Secret] shows itself as "[redacted]"
// under every verb, and what a server echoes is removed from errors by value.
//
// # Errors
//
// Failures are an [*Error]. errors.Is tells the situations a program decides
// by: [ErrReauthorize] (the user has to log in again), [ErrRejected] (the
// client's registration is wrong), [ErrScope] (something was not granted),
// [ErrTemporary] (later may do).
//
// # Keeping tokens
//
// [WithStore] keeps a Source's tokens in a [Store], so that a login survives
// the process and several processes share one, rotation included.
package auth
