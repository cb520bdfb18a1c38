// Types of the model: references to types and the declarations behind them.

package ir

import "github.com/keywright/keywright/generator/diag"

// Kind says what a Type is.
type Kind uint8

// The kinds of types. Those up to KindRaw are leaves.
const (
	KindBool      Kind = iota + 1
	KindString         // string
	KindInt32          // int32
	KindInt64          // int64
	KindFloat32        // float32
	KindFloat64        // float64
	KindNumber         // an integer or decimal beyond float64: wire.Number, its literal text
	KindNumeric        // a number, or a number as text, or text for none: wire.Numeric
	KindBytes          // base64 text: wire.Bytes, a []byte
	KindTime           // RFC 3339 date-time: time.Time
	KindDate           // RFC 3339 full-date: wire.Date
	KindLocalized      // client.Localized: a string, an object by locale, or null
	KindRaw            // any JSON value, kept as it came: wire.Raw
	KindFile           // binary content of a body or part: io.Reader in, io.ReadCloser out
	KindList           // []Elem
	KindMap            // map[string]Elem
	KindDecl           // a declared type: Decl
)

// Type is a use of a type.
type Type struct {
	Kind Kind
	Elem *Type // of a list or map
	// ElemNull says that an element of the list or map may be null; it is then a
	// wire.Opt of Elem.
	ElemNull bool
	// ElemPtr says that an element of the list is a pointer, nil for null: GraphQL
	// lists of nullable objects.
	ElemPtr bool
	// OrEmptyList says that an empty list may stand in place of the object or map,
	// as servers in PHP write an empty one. A field is then a wire.Opt, whose
	// states tell it.
	OrEmptyList bool
	Decl        *Decl // of KindDecl
}

// IsStruct reports whether the type is a declared struct.
func (t *Type) IsStruct() bool { return t.Kind == KindDecl && t.Decl.Kind == DeclStruct }

// IsScalar reports whether an optional value of the type is a wire.Opt and not
// a pointer or nil.
func (t *Type) IsScalar() bool {
	switch t.Kind {
	case KindList, KindMap, KindRaw, KindFile, KindLocalized, KindBytes:
		return false
	case KindDecl:
		switch t.Decl.Kind {
		case DeclEnum:
			return true
		case DeclAlias:
			return t.Decl.Under.IsScalar()
		default:
			return false
		}
	default:
		return true
	}
}

// DeclKind says what a declaration declares.
type DeclKind uint8

// The kinds of declared types.
const (
	DeclStruct DeclKind = iota + 1
	DeclEnum            // open set of constants over Under (string, int32, int64, float64, bool)
	DeclUnion           // sealed interface with a raw case
	DeclAlias           // a named list, map or scalar: type Name Under
)

// Decl is one declared Go type.
type Decl struct {
	Kind    DeclKind
	Name    string // Go identifier, unique in the package
	Pointer string // where it stands in the description, such as "#/components/schemas/Realm"
	Group   string // the tag's Go name whose file it goes to; empty for the shared file
	Doc     Doc
	Pos     diag.Pos

	Fields []*Field // struct, in the description's property order
	Extra  *Type    // struct: type of additional properties that are kept; nil: unknown names are dropped
	// ExtraNull says that an additional property may be null.
	ExtraNull bool

	Under  *Type       // enum, alias
	Values []EnumValue // enum

	Union *Union // union

	Recursive bool // reaches itself, so its values aren't cut from shared chunks
	Decoded   bool // a response holds it
	Encoded   bool // a request body or parameter holds it
	Root      bool // a response or body is this type, or it is a named model: gets UnmarshalJSON and MarshalJSON
}

// Presence says whether a value may be absent or null.
type Presence uint8

// The four presences.
const (
	Required         Presence = iota // always there, never null
	Optional                         // may be absent
	Nullable                         // always there, may be null
	OptionalNullable                 // may be absent or null
)

// Form is how Go spells a field: decided from presence and type, once, here.
type Form uint8

// The forms of a field.
const (
	FormPlain   Form = iota // T
	FormOpt                 // wire.Opt[T]
	FormPointer             // *T, nil for absent
	FormSlice               // []T, map, raw: nil for absent
)

// Field is a property of a struct.
type Field struct {
	Name      string   // Go identifier
	JSON      string   // the property's name on the wire
	Aliases   []string // other names that answers may have it under
	Type      *Type
	Presence  Presence
	Doc       Doc
	ReadOnly  bool
	WriteOnly bool
	Sendable  bool   // a read-only field that a request has where it is set
	Const     string // JSON text of a const or single-value enum, for documentation and the fake
	Default   string // JSON text, for documentation only: clients don't fill defaults in
	Example   string // JSON text
	Guard     *Guard // nil for values that fail with the whole answer
	Pos       diag.Pos
}

// Guard says that a value may be wrong by itself: what stands in its place is then
// told beside the rest of the answer, which is read on.
type Guard struct {
	// Member is the name, in an object that stands in the value's place, of the
	// server's words about what went wrong; empty where there is no such object.
	Member string
}

// Form gives the Go spelling of the field: a required value is T; an optional
// or nullable scalar a wire.Opt; an optional object a pointer; an optional list
// a slice; what is both optional and nullable, objects and lists included, a
// wire.Opt, so that absent, null and empty stay apart.
func (f *Field) Form() Form { return FormOf(f.Type, f.Presence) }

// FormOf is Field.Form for any typed value.
func FormOf(t *Type, p Presence) Form {
	switch {
	case t.OrEmptyList:
		return FormOpt
	case p == Required, t.Kind == KindLocalized, t.Kind == KindRaw && p != Optional:
		// Localized and raw values have a null of their own.
		return FormPlain
	case p == OptionalNullable, t.IsScalar():
		return FormOpt
	case p == Nullable && isListLike(t):
		return FormOpt // [] and null stay apart
	case isListLike(t), t.Kind == KindFile, t.Kind == KindRaw, t.Kind == KindDecl && t.Decl.Kind == DeclUnion:
		return FormSlice // nil is absent
	default:
		return FormPointer
	}
}

func isListLike(t *Type) bool {
	switch t.Kind {
	case KindList, KindMap, KindBytes:
		return true
	case KindDecl:
		return t.Decl.Kind == DeclAlias && isListLike(t.Decl.Under)
	default:
		return false
	}
}

// EnumValue is one constant of an enum or variable.
type EnumValue struct {
	Name  string // Go identifier of the constant, unique in the package
	Value string // as on the wire; JSON text for enums that are not strings
	Doc   Doc
}

// Union is a oneOf or anyOf.
type Union struct {
	// Property is the discriminator's JSON name; empty where variants are told
	// apart by their JSON kind or required names.
	Property string
	Variants []*Variant
	// Lenient unions keep a value raw, too, that its case can't hold.
	Lenient bool
	RawName string // Go name of the case that keeps what the description doesn't name
}

// Variant is one case of a union.
type Variant struct {
	Name   string // Go name of the case's type: the declared type itself, or a wrapper of a type that can't carry methods
	Type   *Type
	Wraps  bool     // Name is a wrapper declared for the union
	Values []string // discriminator values that mean this case
	// Needs are the required names that only this case has, tried in order where
	// there is no discriminator.
	Needs []string
}
