// Package versus holds package auth to the table of promises in the README,
// and puts golang.org/x/oauth2 through the same scenarios beside it. It has
// tests and benchmarks only.
//
// What keywright must do is asserted in absolute terms, in simulated time where
// time matters. What x/oauth2 does is told with -v and asserted nowhere: it is a
// comparison, and x/oauth2 is free to change.
package versus
