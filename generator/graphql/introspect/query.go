// What a server is asked. Servers of older specifications refuse a query that
// names fields they don't have, so that each of those can be left out.

package introspect

import (
	"fmt"
	"strings"
)

// Features are the parts of introspection that not every server has. The zero
// value asks for what the specification of 2018 has.
type Features struct {
	OneOf             bool // __Type.isOneOf (2025)
	InputDeprecation  bool // deprecated arguments and input fields (2021, in part 2025)
	SpecifiedBy       bool // __Type.specifiedByURL (2021)
	Repeatable        bool // __Directive.isRepeatable (2021)
	SchemaDescription bool // __Schema.description (2021)
}

// AllFeatures asks for everything that the newest specification has.
func AllFeatures() Features {
	return Features{OneOf: true, InputDeprecation: true, SpecifiedBy: true, Repeatable: true, SchemaDescription: true}
}

// Without leaves out what the errors of a server name.
func (f Features) Without(messages string) Features {
	named := func(words ...string) bool {
		for _, w := range words {
			if !strings.Contains(messages, w) {
				return false
			}
		}
		return true
	}
	f.OneOf = f.OneOf && !named("isOneOf")
	f.InputDeprecation = f.InputDeprecation && !named("includeDeprecated") &&
		!(named("__InputValue") && (named("isDeprecated") || named("deprecationReason")))
	f.SpecifiedBy = f.SpecifiedBy && !named("specifiedByURL")
	f.Repeatable = f.Repeatable && !named("isRepeatable")
	f.SchemaDescription = f.SchemaDescription && !named("description", "__Schema")
	return f
}

// Less leaves out the newest part, for servers that don't say what they refuse;
// ok is false where nothing is left to be left out.
func (f Features) Less() (_ Features, ok bool) {
	for _, part := range []*bool{&f.OneOf, &f.InputDeprecation, &f.SchemaDescription, &f.SpecifiedBy, &f.Repeatable} {
		if *part {
			*part = false
			return f, true
		}
	}
	return f, false
}

// Query is the introspection query. depth is how many wrappers of a type
// (lists, non-null) are asked for.
func Query(f Features, depth int) string {
	on := func(is bool, text string) string {
		if is {
			return text
		}
		return ""
	}
	deprecated := on(f.InputDeprecation, "(includeDeprecated: true)")
	return fmt.Sprintf(`query IntrospectionQuery {
  __schema {
    %squeryType { name }
    mutationType { name }
    subscriptionType { name }
    types { ...FullType }
    directives { name description %slocations args%s { ...InputValue } }
  }
}

fragment FullType on __Type {
  kind
  name
  description
  %s%sfields(includeDeprecated: true) {
    name
    description
    args%s { ...InputValue }
    type { ...TypeRef }
    isDeprecated
    deprecationReason
  }
  inputFields%s { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}

fragment InputValue on __InputValue {
  name
  description
  type { ...TypeRef }
  defaultValue
  %s}

fragment TypeRef on __Type {
  %s
}
`, on(f.SchemaDescription, "description\n    "), on(f.Repeatable, "isRepeatable "), deprecated,
		on(f.SpecifiedBy, "specifiedByURL\n  "), on(f.OneOf, "isOneOf\n  "),
		deprecated, deprecated, on(f.InputDeprecation, "isDeprecated\n  deprecationReason\n"),
		strings.Repeat("kind name ofType { ", depth)+"kind name"+strings.Repeat(" }", depth))
}
