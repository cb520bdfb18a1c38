// Package clienttest is an API and its token server in process, on loopback:
// for tests of programs that use an emitted client, without a network, keys or
// waiting.
//
// Emitted packages wrap it: beside package wow stands wowtest, whose
// NewClient gives a client that is ready to call, and the server behind it.
//
//	c, srv := wowtest.NewClient(t)
//	realm, err := c.Realm.Get(ctx, "argent-dawn") // the description's example
//
// It answers every operation with the description's example. Anything else is
// a line: [Server.Reply] and [Server.Handle] answer otherwise,
// [Server.Fail] answers 401, 429 or 5xx a number of times, [Server.Delay] is
// slow, [Server.RevokeTokens] and [Server.ExpireTokens] do to tokens what
// providers do, and [Server.Requests] and [Server.TokenRequests] tell what
// reached the server.
package clienttest
