// The top of the model: one package with its services, types, servers,
// variables and security schemes.

package ir

import "github.com/keywright/keywright/generator/diag"

// Package is one client package to be emitted.
type Package struct {
	Name     string // Go package name
	Source   string // the description's path as the config writes it, for the file header
	Title    string // info.title
	Version  string // info.version
	Doc      Doc    // info.description
	Services []*Service
	Types    []*Decl // every declared type, in the order of the description
	Servers  []Server
	Vars     []*Variable // ambient variables and server variables, in document order
	Schemes  []*Scheme
	Limits   []Limit
	// SplitAccess says that the document offers application and user access, so
	// operations marked UserOnly hang on Client.User(source).
	SplitAccess bool
	// Links says that answers have links to other documents of the API.
	Links bool
	// GraphQL is set where the package's operations are GraphQL ones; it then has
	// an internal package with genqlient's output beside it.
	GraphQL bool
	// GraphQLAPI is what the operations of a GraphQL package share.
	GraphQLAPI *GraphQLAPI
}

// Doc is text of a description, cleaned of markup but not yet wrapped. It is
// untrusted: only emission's comment helper may print it.
type Doc struct {
	Summary     string // one line, without a closing full stop where the source has none
	Description string // paragraphs parted by blank lines
	Deprecated  string // the reason; "deprecated" where the description gives none; empty for not deprecated
	URL         string // externalDocs
}

// Server is one base URL; the first one whose conditions hold is taken.
type Server struct {
	URL         string // may hold {variable}; absolute, or a path on the host the user gives
	Description string
	When        []Condition
	User        bool // serves calls with a user's token; other servers then serve the application's
}

// Condition holds where the variable has one of the values.
type Condition struct {
	Var    string // Variable.Key
	Values []string
}

// Variable is an ambient or server variable: set once per client, and per call
// where needed.
type Variable struct {
	Key      string // the description's name, such as "region"
	Name     string // Go name of its type, such as "Region"; options are With<Name>
	Doc      Doc
	Default  string // empty: unset unless the user sets it
	Values   []EnumValue
	Allowed  []Allowed // narrower values under conditions, such as locales of a region
	InServer bool      // a server URL holds it, so it decides the host
	Pos      diag.Pos
}

// Allowed lists the values a variable may have where a condition holds.
type Allowed struct {
	When   Condition
	Values []string
}

// Limit is an upper bound on requests in a sliding window.
type Limit struct {
	Requests int
	Per      string // Go duration
}

// SchemeKind says how a security scheme puts its key on a request.
type SchemeKind string

// The security schemes of OpenAPI that a client can serve.
const (
	SchemeOAuth2       SchemeKind = "oauth2"
	SchemeOpenID       SchemeKind = "openIdConnect"
	SchemeAPIKeyHeader SchemeKind = "apiKeyHeader"
	SchemeAPIKeyQuery  SchemeKind = "apiKeyQuery"
	SchemeAPIKeyCookie SchemeKind = "apiKeyCookie"
	SchemeBasic        SchemeKind = "basic"
	SchemeBearer       SchemeKind = "bearer"
	SchemeUnsupported  SchemeKind = "unsupported" // listed, so that the error can name it
)

// Scheme is one entry of components.securitySchemes.
type Scheme struct {
	Key       string // the description's name
	Name      string // Go name, used in options where several schemes would clash
	Kind      SchemeKind
	Doc       Doc
	Param     string // name of the header, query parameter or cookie of an API key
	Flows     []*Flow
	IssuerURL string // openIdConnectUrl
	Token     TokenStyle
	Pos       diag.Pos
}

// TokenStyle says how the token endpoint wants to be asked.
type TokenStyle struct {
	Style    string // "basic" or "body"
	Encoding string // "form", "multipart" or "json"
	Params   [][2]string
	// SendScope repeats the scopes when a code is exchanged.
	SendScope bool
	Authorize [][2]string // parameters of the authorization request
}

// FlowKind is an OAuth 2.0 grant as OpenAPI names it.
type FlowKind string

// The flows of OpenAPI; deviceAuthorization is OpenAPI 3.2's name.
const (
	FlowClientCredentials FlowKind = "clientCredentials"
	FlowAuthorizationCode FlowKind = "authorizationCode"
	FlowImplicit          FlowKind = "implicit"
	FlowPassword          FlowKind = "password"
	FlowDevice            FlowKind = "deviceAuthorization"
)

// IsUser reports whether the flow's tokens speak for a user, not for the
// application alone.
func (k FlowKind) IsUser() bool { return k != FlowClientCredentials }

// Flow is one OAuth 2.0 flow of a scheme.
type Flow struct {
	Kind   FlowKind
	URLs   FlowURLs
	When   []FlowVariant // other URLs for other variable values; the first match wins
	Scopes []ScopeValue
}

// FlowURLs are the endpoints of a flow; empty where it has none.
type FlowURLs struct {
	Authorization, Token, Refresh, Device, Revocation, Introspection, UserInfo string
}

// FlowVariant replaces the URLs that it sets where its condition holds.
type FlowVariant struct {
	When []Condition
	URLs FlowURLs
}

// ScopeValue is one scope with the Go name of its constant.
type ScopeValue struct {
	Name, Value string
	Doc         Doc
}
