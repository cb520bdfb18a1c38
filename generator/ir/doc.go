// Package ir is the decided model of a client: what stands between reading a
// description and writing Go.
//
// Lowering (generator/openapi, generator/graphql) settles every question here:
// names, presence, access, paging, which type a value has. Emission
// (generator/emit) then only writes down what the model says, so that it needs
// no opinion about a description, and a test of emission needs no document.
//
// The model holds Go identifiers, not description words; the words stay beside
// them where the wire needs them (JSON names, parameter names) or a reader does
// (docs, positions).
package ir
