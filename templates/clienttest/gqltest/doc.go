// Package gqltest is a GraphQL server in process, made from a schema alone: for
// tests of programs that use an emitted GraphQL client.
//
// Emitted packages wrap it: beside package warcraftlogs stands
// warcraftlogstest, whose NewClient gives a client that is ready to call, and
// the server behind it.
//
//	c, srv := warcraftlogstest.NewClient(t)
//	srv.Set("Report.title", "Thursday progress")
//	srv.Resolve("ReportData.report", func(args gqltest.Args) (any, error) {
//		return map[string]any{"code": args["code"], "endTime": nil}, nil
//	})
//	srv.FailField("Report.owner", "You may not see this.")
//
// The server parses and validates every operation, the ones that a program
// writes itself and merged ones included, and executes it as the GraphQL
// specification says. What nobody sets has a value that depends on the field,
// its arguments and its place alone, so that it is the same in every run; an
// object repeats the arguments that it was asked for by, such as its code.
//
// A [Server] is a clienttest.Server too: it hands out tokens and fails as it is
// told.
package gqltest
