// Package client is the runtime under emitted clients: it chooses the server,
// builds requests, sends them through one transport chain and turns answers
// into typed values and typed errors.
//
// People meet it through options ([WithBaseURL], [WithRetry], [WithLogger] …),
// call options ([Meta], [WithVariable]), errors ([Error] and the sentinels such
// as [ErrNotFound]), filters of searches ([Filter], made by [AnyOf], [Between] …),
// stores of answers ([MemoryCache], [DiskCache]), pacers ([NewPacer]) and what
// emitted methods return. The rest is called by
// emitted code: tables that describe an API ([API], [Operation]), functions
// that put parameters and bodies on a [Request], and generic functions that
// send it ([Do], [Stream], [Pages] …), so that an emitted method is a few lines.
//
// # The chain
//
// A call passes these steps, outermost first:
//
//	log → cache → retry → auth → pace → the base transport
//
// The cache, of [WithCache], gives again what is still good, to whom it was
// given, and asks for the rest under the condition that it has changed.
// Retry honours Retry-After and never sends again what may have been processed
// and isn't safe to repeat. Auth puts the operation's credentials on requests
// to the API's own host only, and replays a request once whose token was
// rejected. Every request that leaves, replays and retries included, waits for
// the pacer, which clients share through their auth.Source. http.Client stands above the chain, so a redirect passes it again
// and leaves without credentials where it goes to another host.
//
// # Errors
//
// Every failure of a call is an [*Error]. errors.Is tells situations apart
// (ErrNotFound, ErrThrottled, ErrUnavailable, ErrDecode, and auth's own),
// errors.AsType finds the typed body that a description gives to a status.
package client
