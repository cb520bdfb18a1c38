// Package gql sends GraphQL operations over the chain of package client and
// decodes their answers into emitted types.
//
// genqlient's functions, which hold the operations' texts and typed variables,
// take a graphql.Client. A [Call] is one for a single call: it posts the request
// as client does any other (token, replay, retries, pacing, errors), reads the
// answer in one pass, steps down to the part of the data that the method is
// about, and keeps it typed.
//
// A server that answers with data and errors gives both to the caller: the
// data, and an [*Error] with every problem and its path.
package gql
