// Package openapi lowers an OpenAPI document (Swagger 2.0, OpenAPI 3.0 and
// 3.1) to the model of generator/ir.
//
// A document is read twice, by two readers that know different things:
//
//   - generator/tree gives positions, document order and literals as written.
//     It knows nothing of OpenAPI.
//   - github.com/getkin/kin-openapi gives the typed model with references
//     resolved. It keeps no order, turns numbers into float64, and refuses a
//     whole document for one keyword of the wrong type.
//
// Between the two stands the mender ([mender]): it walks the tree along a
// table of OpenAPI's objects, checks and resolves every reference, mends or
// drops what is of the wrong kind (each with a positioned warning or error),
// turns Swagger 2.0 into 3.0, and writes what is left for kin-openapi as one
// self-contained document: references lead to components only, so that its
// loader never reads a file or a URL. Each object carries the number of its
// tree node in an extension, the one thing kin-openapi hands through
// untouched; whoever lowers a kin-openapi object finds its position, order,
// literals and x-keywright-* extensions through that number.
//
// Enum values, defaults and examples are read from the tree alone, because
// kin-openapi's values have lost their order and their last digits. Security
// schemes, servers and ambient variables are read from the tree too: the
// configuration of a GraphQL client describes them in the same words and has
// no document around them.
//
// Whether kin-openapi's own validation finds a document good is not asked: it
// refuses documents of well-known publishers for what doesn't matter to a
// client, takes three times as long as loading, and would see the mended
// document only, which is well-formed by construction. What does matter is
// checked on the tree, where it has a position.
//
// kin-openapi's own conversion of Swagger 2.0 (openapi2conv) isn't used: it
// works on its model of 2.0, which has the same gaps, so that positions and
// order would have to be found again afterwards; the conversion of the tree is
// shorter than that search.
//
// The path through the files: load.go (read, check, mend, load, lower), then
// table.go and mend*.go (the document that kin-openapi gets), lower.go (what is
// lowered in which order), and a file a construct: schema.go decides what a
// schema is, flat.go merges allOf, object.go, enum.go, union.go and
// discriminator.go declare types; operation.go, parameter.go, body.go,
// response.go, media.go, paging.go, security.go, server.go and ambient.go do
// the rest; naming.go and service.go find names; finish.go settles what hangs
// on the whole package. testdata/constructs shows each construct with what it
// becomes, testdata/errors each mistake with what is said about it.
package openapi
