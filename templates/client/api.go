// The tables in which emitted code tells the runtime about an API.

package client

import "time"

// API describes an API: what New needs to find servers and credentials. It is
// not written to after New.
type API struct {
	Name      string // Go package name, which errors begin with
	Title     string // info.title
	Version   string // info.version
	Runtime   int    // Handshake1
	Servers   []Server
	Variables []Variable
	Schemes   []Scheme
	Limits    []Limit
	// Parameters are the keys of all ambient parameters of the operations, so
	// that New can tell a WithParameter that none has. Empty: it isn't checked.
	Parameters []string
	// Locale is the key of the variable that holds the locale of answers, for
	// Localized. Empty: "locale".
	Locale string
}

// Server is one base URL. The first one whose conditions hold is taken.
type Server struct {
	URL  string // may hold {variable}
	When []Condition
	// User says that the server serves calls with a user's token. Where an API
	// has such servers, the others serve the application's calls.
	User bool
}

// Condition holds where the variable has one of the values.
type Condition struct {
	Var    string // Variable.Key
	Values []string
}

// Variable is an ambient or server variable.
type Variable struct {
	Key     string // such as "region"
	Option  string // name of the emitted option, for errors, such as "WithRegion"; empty: WithVariable
	Default string // empty: unset unless an option sets it
	Values  []string
	Allowed []Allowed
}

// Allowed narrows the values of a variable where a condition holds, such as
// the locales of a region.
type Allowed struct {
	When   Condition
	Values []string
}

// Limit is an upper bound on the requests in any window of length Per.
type Limit struct {
	Requests int
	Per      time.Duration
}

// SchemeKind says how a security scheme authorizes requests.
type SchemeKind uint8

// The security schemes of OpenAPI.
const (
	OAuth2 SchemeKind = iota + 1
	OpenIDConnect
	APIKeyHeader
	APIKeyQuery
	APIKeyCookie
	HTTPBasic
	HTTPBearer
	Unsupported // only WithTransport can serve it
)

// Scheme is an entry of the description's security schemes.
type Scheme struct {
	Key     string // the description's name
	Kind    SchemeKind
	Param   string   // header, query parameter or cookie of an API key
	Options []string // names of the emitted options that configure it, for errors
	Flows   []Flow
	Issuer  string // of OpenIDConnect: the discovery URL
	Token   TokenStyle
}

// TokenStyle says how a token endpoint wants to be asked.
type TokenStyle struct {
	Style    string // "basic" (default) or "body": where id and secret stand
	Encoding string // "form" (default), "multipart" or "json"
	Params   [][2]string
	// SendScope repeats the scopes when a code is exchanged.
	SendScope bool
	Authorize [][2]string // parameters of the authorization request
}

// FlowKind is an OAuth 2.0 grant as OpenAPI names it.
type FlowKind string

// The flows of OpenAPI.
const (
	FlowClientCredentials FlowKind = "clientCredentials"
	FlowAuthorizationCode FlowKind = "authorizationCode"
	FlowImplicit          FlowKind = "implicit"
	FlowPassword          FlowKind = "password"
	FlowDevice            FlowKind = "deviceAuthorization"
)

// Flow is one OAuth 2.0 flow of a scheme.
type Flow struct {
	Kind   FlowKind
	URLs   FlowURLs
	When   []FlowVariant // other URLs for other variable values; the first match wins
	Scopes []string      // what the flow offers
}

// FlowURLs are the endpoints of a flow, empty where it has none.
type FlowURLs struct {
	Authorization, Token, Refresh, Device, Revocation, Introspection, UserInfo string
}

// FlowVariant replaces the URLs that it sets where its conditions hold.
type FlowVariant struct {
	When []Condition
	URLs FlowURLs
}

// RetryClass says when a failed attempt may be sent again.
type RetryClass uint8

// The retry classes. The zero value is the most careful one.
const (
	RetryUnsent RetryClass = iota // only when the request surely wasn't processed
	RetrySafe                     // sending twice does no harm
	RetryKeyed                    // carries an idempotency key, which the runtime makes unless the caller did
)

// Place says in which part of a request a parameter stands.
type Place uint8

// The places of a parameter.
const (
	InQuery Place = iota
	InPath
	InHeader
	InCookie
)

// AmbientParam is a parameter that variables fill.
type AmbientParam struct {
	Key      string
	In       Place
	Template string // such as "static-{region}"
	// Pattern is a regular expression, with {variables}, that has to match what
	// WithParameter sends in the template's place. Empty: anything goes.
	Pattern  string
	Required bool // otherwise it is left out where a variable of it is unset
}

// Use names a security scheme with the scopes an operation needs of it.
type Use struct {
	Scheme string
	Scopes []string
}

// Requirement lists schemes that go together. The empty one allows calls
// without credentials.
type Requirement []Use

// ErrorBody is a typed body of answers with a status.
type ErrorBody struct {
	Status string // "404", "4XX", "default"
	Decode func(body []byte) (any, error)
	Detail func(v any) string // what reads as a message; may be nil
}

// Operation describes one method. It is not written to.
type Operation struct {
	Name      string // Go name with its service, such as "Realm.Get"
	ID        string // operationId
	Method    string
	Path      string // template
	Ambient   []AmbientParam
	Security  []Requirement // alternatives; nil: no credentials
	Servers   []Server      // in place of the API's
	Retry     RetryClass
	KeyHeader string // of RetryKeyed; empty: Idempotency-Key
	Accept    string // Accept header; empty: */*
	NeedsBody bool   // a call without a body is refused before it is sent
	Errors    []ErrorBody
}
