// Operations of the model: services, methods, parameters, bodies, results and
// access.

package ir

import "github.com/keywright/keywright/generator/diag"

// Service groups the operations of one tag.
type Service struct {
	Name     string // field on the client, such as "Realm"; empty: the methods hang on Client itself
	TypeName string // such as "RealmService", unique in the package
	File     string // base name of its file, without .go
	Doc      Doc
	Ops      []*Operation // application and user operations alike
}

// Operation is one method of a service.
type Operation struct {
	Name     string // Go method name
	ID       string // operationId; made up from method and path where the description has none
	Method   string // GET, POST, …
	Path     string // template as in the description
	Segments []Segment
	Doc      Doc
	Params   []*Param // positional: required ones, path parameters first in path order
	Options  *ParamsStruct
	Ambient  []AmbientParam
	Body     *Body
	Result   *Result // nil: no content
	Errors   []ErrorResult
	Security [][]SchemeUse // alternatives, each of schemes that go together; nil: none needed
	Servers  []Server      // override the document's
	UserOnly bool          // hangs on Client.User(source)
	Paging   *Paging
	Retry    Retry
	// KeyHeader is the header of a RetryKeyed operation's idempotency key.
	KeyHeader string
	GraphQL   *GraphQL // set for operations of a GraphQL client; Method and Path are then empty
	Pos       diag.Pos
}

// Segment is a piece of a path: literal text, or a parameter.
type Segment struct {
	Literal string // already escaped as the description writes it
	Param   *Param // nil for a literal
}

// Where says in which part of a request a parameter stands.
type Where string

// The places of a parameter.
const (
	InPath   Where = "path"
	InQuery  Where = "query"
	InHeader Where = "header"
	InCookie Where = "cookie"
)

// Param is a parameter of an operation.
type Param struct {
	Name     string // Go identifier: argument (lower case) or field of the params struct (upper case)
	Key      string // name on the wire
	In       Where
	Type     *Type
	Required bool
	Style    string // form, simple, label, matrix, spaceDelimited, pipeDelimited, deepObject
	Explode  bool
	Reserved bool   // allowReserved
	JSON     bool   // content-typed: the value is JSON text
	Default  string // JSON text, for documentation
	Const    string // sole allowed value: sent always, not a Go parameter
	// Idempotency says that the header holds an idempotency key by whatever name.
	Idempotency bool
	Example     string  // JSON text
	Filter      *Filter // nil: the parameter takes a value to be equal to
	Doc         Doc
	Pos         diag.Pos
}

// ParamsStruct holds an operation's optional parameters.
type ParamsStruct struct {
	Name   string // Go type name, such as "ItemSearchParams"
	Fields []*Param
}

// AmbientParam is a parameter that ambient variables fill.
type AmbientParam struct {
	Key      string
	In       Where
	Template string // such as "static-{region}"
	Pattern  string // regular expression that what is sent in its place has to match, with {variables}; empty: anything
	Required bool
}

// SchemeUse names a security scheme with the scopes an operation needs.
type SchemeUse struct {
	Scheme *Scheme
	Scopes []string
}

// BodyKind says how a request body is written.
type BodyKind string

// The kinds of bodies.
const (
	BodyJSON      BodyKind = "json"
	BodyForm      BodyKind = "form"
	BodyMultipart BodyKind = "multipart"
	BodyBinary    BodyKind = "binary" // io.Reader
	BodyText      BodyKind = "text"   // string
)

// Body is a request body.
type Body struct {
	Kind        BodyKind
	ContentType string
	Name        string // Go argument name
	Type        *Type
	Required    bool
	Doc         Doc
	Parts       map[string]PartEncoding // multipart and form, by JSON property name
	Also        []string                // other content types that may be sent
}

// PartEncoding is an OpenAPI encoding object.
type PartEncoding struct {
	ContentType string
	Style       string
	Explode     bool
}

// ResultKind says how a successful answer is read.
type ResultKind string

// The kinds of results.
const (
	ResultJSON   ResultKind = "json"
	ResultText   ResultKind = "text"   // string
	ResultBinary ResultKind = "binary" // io.ReadCloser
	ResultEvents ResultKind = "events" // text/event-stream as an iterator
	ResultLines  ResultKind = "lines"  // newline-delimited JSON as an iterator
)

// Result is what a successful call gives.
type Result struct {
	Kind        ResultKind
	ContentType string
	Type        *Type
	Nullable    bool // the whole answer may be null or empty (204 beside 200)
	Status      []string
	Example     string   // the description's, as JSON text, for the fake
	Sample      string   // JSON text made for the schema, for the fake where there is no example
	Also        []string // other content types that may be asked for
	Stream      *Stream
}

// Stream names a large list inside a result that can be read element by element.
type Stream struct {
	Method string   // Go method name
	Path   []string // JSON names from the root to the list
	Elem   *Type
}

// ErrorResult is a typed error body.
type ErrorResult struct {
	Status string // "404", "4XX", "default"
	Type   *Type
	Detail string // JSON name of the property that reads as a message
}

// Retry says when a failed attempt may be sent again.
type Retry string

// The retry classes.
const (
	RetrySafe   Retry = "safe"   // GET, HEAD, OPTIONS, PUT, DELETE, and what the description says is safe
	RetryKeyed  Retry = "keyed"  // carries an idempotency key
	RetryUnsent Retry = "unsent" // only when the request surely wasn't processed
)
