// Structs: fields in the description's order with its words above them.

package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// structDecl emits
//
//	// Auction is an offer in an auction house.
//	type Auction struct {
//		ID  int64           `json:"id"`
//		Bid wire.Opt[int64] `json:"bid,omitzero"`
//	}
func (g *generator) structDecl(d *ir.Decl) jen.Code {
	c := jen.Add(comment(declDoc(d.Name, d.Doc, fallbackDoc(d, "an object")))).Line().
		Type().Id(d.Name).StructFunc(func(s *jen.Group) {
		above := 0
		for i, f := range d.Fields {
			above = documentField(s, i == 0, above, commentOf(f))
			s.Id(f.Name).Add(g.fieldType(f)).Add(jsonTag(f.JSON, f.Presence))
		}
		if d.Extra != nil {
			s.Line()
			s.Add(comment("Properties that the description doesn't name."))
			s.Id(extraName(d)).Map(jen.String()).Add(g.elem(extraMap(d))).Tag(map[string]string{"json": "-"})
		}
	})
	if detail, ok := g.problems[d]; ok {
		c.Line().Line().Add(g.errorMethod(d, detail))
	}
	return c
}

// commentOf is a field's comment: the description's words, and what its type
// doesn't tell.
func commentOf(f *ir.Field) string {
	var notes []string
	if f.Const != "" {
		notes = append(notes, "Always "+oneLine(f.Const)+".")
	}
	if f.Default != "" {
		notes = append(notes, "Default: "+oneLine(f.Default)+".")
	}
	switch {
	case f.ReadOnly:
		notes = append(notes, "Read-only: the server sets it.")
	case f.WriteOnly:
		notes = append(notes, "Write-only: answers don't hold it.")
	}
	return fieldDoc(f.Doc, strings.Join(notes, " "))
}

// jsonTag tells encoding/json, and the reader, the name on the wire.
func jsonTag(name string, p ir.Presence) jen.Code {
	if !taggable(name) {
		return jen.Null() // only the codec can spell it
	}
	if p == ir.Optional || p == ir.OptionalNullable {
		return jen.Tag(map[string]string{"json": name + ",omitzero"})
	}
	if name == "-" {
		name = "-,"
	}
	return jen.Tag(map[string]string{"json": name})
}

// taggable reports whether encoding/json takes the name from a tag.
func taggable(name string) bool {
	for _, r := range name {
		switch {
		case strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r):
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		default:
			return false
		}
	}
	return name != ""
}

// extraName is the field that keeps additional properties.
func extraName(d *ir.Decl) string {
	for _, f := range d.Fields {
		if f.Name == "AdditionalProperties" {
			return "OtherProperties"
		}
	}
	return "AdditionalProperties"
}

// extraMap is the type of that field.
func extraMap(d *ir.Decl) *ir.Type {
	return &ir.Type{Kind: ir.KindMap, Elem: d.Extra, ElemNull: d.ExtraNull}
}
