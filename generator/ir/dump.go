// This file writes a package as text, for goldens: what lowering decided, one
// decision a line, in the words of the model.

package ir

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Dump gives the package as readable text. It leaves out positions, and docs
// beyond their first line.
func Dump(p *Package) string {
	d := &dumper{}
	d.line(0, "package %s %q %q%s%s", p.Name, p.Title, p.Version, flagText(p.SplitAccess, "split-access"), flagText(p.Links, "links"))
	d.doc(1, p.Doc)
	for _, v := range p.Vars {
		d.variable(v)
	}
	for _, s := range p.Servers {
		d.line(0, "server %s%s%s", s.URL, whenText(s.When), flagText(s.User, "user"))
	}
	for _, l := range p.Limits {
		d.line(0, "limit %d per %s", l.Requests, l.Per)
	}
	for _, s := range p.Schemes {
		d.scheme(s)
	}
	for _, s := range p.Services {
		d.line(0, "service %s %s %s.go", s.Name, s.TypeName, s.File)
		d.doc(1, s.Doc)
		for _, o := range s.Ops {
			d.operation(o)
		}
	}
	for _, t := range p.Types {
		d.decl(t)
	}
	return d.b.String()
}

type dumper struct{ b strings.Builder }

func (d *dumper) line(depth int, format string, args ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	d.b.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

func flagText(on bool, word string) string {
	if !on {
		return ""
	}
	return " " + word
}

// pair writes name=value, or nothing for no value.
func pair(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + "=" + value
}

func (d *dumper) doc(depth int, doc Doc) {
	text := doc.Summary
	if text == "" {
		text = doc.Description
	}
	first, rest, _ := strings.Cut(text, "\n")
	if rest != "" {
		first += " …"
	}
	if first != "" {
		d.line(depth, "// %s", first)
	}
	if doc.Deprecated != "" {
		d.line(depth, "// Deprecated: %s", doc.Deprecated)
	}
}

func whenText(list []Condition) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(" when " + c.Var + "=" + strings.Join(c.Values, "|"))
	}
	return b.String()
}

func (d *dumper) variable(v *Variable) {
	d.line(0, "var %s %s%s%s", v.Key, v.Name, pair("default", v.Default), flagText(v.InServer, "in-server"))
	d.doc(1, v.Doc)
	d.values(v.Values)
	for _, a := range v.Allowed {
		d.line(1, "allowed %s%s", strings.Join(a.Values, "|"), whenText([]Condition{a.When}))
	}
}

func (d *dumper) values(values []EnumValue) {
	for _, v := range values {
		value := v.Value
		if strconv.Quote(value) != `"`+value+`"` {
			value = strconv.Quote(value)
		}
		d.line(1, "%s = %s", v.Name, value)
	}
}

func (d *dumper) scheme(s *Scheme) {
	token := ""
	if s.Kind == SchemeOAuth2 {
		token = s.Token.Style + "+" + s.Token.Encoding
	}
	d.line(0, "scheme %s %s %s%s%s%s", s.Key, s.Name, s.Kind, pair("param", s.Param), pair("issuer", s.IssuerURL), pair("token", token))
	for _, p := range s.Token.Params {
		d.line(1, "token-param %s=%s", p[0], p[1])
	}
	if s.Token.SendScope {
		d.line(1, "send-scope")
	}
	for _, p := range s.Token.Authorize {
		d.line(1, "authorize-param %s=%s", p[0], p[1])
	}
	for _, f := range s.Flows {
		d.line(1, "flow %s%s", f.Kind, urlsText(f.URLs))
		for _, w := range f.When {
			d.line(2, "%s%s", strings.TrimSpace(whenText(w.When)), urlsText(w.URLs))
		}
		for _, sc := range f.Scopes {
			d.line(2, "%s = %s", sc.Name, sc.Value)
		}
	}
}

func urlsText(u FlowURLs) string {
	return pair("authorization", u.Authorization) + pair("token", u.Token) + pair("refresh", u.Refresh) + pair("device", u.Device) +
		pair("revocation", u.Revocation) + pair("introspection", u.Introspection) + pair("userinfo", u.UserInfo)
}

func (d *dumper) operation(o *Operation) {
	d.line(1, "op %s %s %s id=%s retry=%s%s%s", o.Name, o.Method, o.Path, o.ID, o.Retry, pair("key", o.KeyHeader), flagText(o.UserOnly, "user-only"))
	d.doc(2, o.Doc)
	for _, p := range o.Params {
		d.param("param", p)
	}
	if o.Options != nil {
		d.line(2, "options %s", o.Options.Name)
		for _, p := range o.Options.Fields {
			d.param("option", p)
		}
	}
	for _, a := range o.Ambient {
		d.line(2, "ambient %s %s %q%s%s", a.In, a.Key, a.Template, pair("pattern", a.Pattern), flagText(a.Required, "required"))
	}
	d.body(o.Body)
	d.result(o.Result)
	for _, e := range o.Errors {
		d.line(2, "error %s %s%s", e.Status, typeText(e.Type), pair("detail", e.Detail))
	}
	for _, uses := range o.Security {
		d.line(2, "security%s", usesText(uses))
	}
	for _, s := range o.Servers {
		d.line(2, "server %s%s", s.URL, whenText(s.When))
	}
	d.paging(o.Paging)
}

func usesText(uses []SchemeUse) string {
	var b strings.Builder
	for _, u := range uses {
		b.WriteString(" " + u.Scheme.Key)
		if len(u.Scopes) > 0 {
			b.WriteString("(" + strings.Join(u.Scopes, " ") + ")")
		}
	}
	if len(uses) == 0 {
		return " none"
	}
	return b.String()
}

func (d *dumper) param(word string, p *Param) {
	style := p.Style
	if p.Explode {
		style += "+explode"
	}
	d.line(2, "%s %s %s %s %s %s%s%s%s%s%s%s", word, p.Name, p.In, strconv.Quote(p.Key), typeText(p.Type), style,
		flagText(p.Required, "required"), flagText(p.Reserved, "reserved"), flagText(p.JSON, "json"),
		pair("const", p.Const), pair("default", p.Default), pair("example", p.Example))
	if f := p.Filter; f != nil {
		d.line(3, "filter%s%s%s", pair("or", f.Or), pair("not", f.Not), flagText(f.Range, "range"))
	}
	d.doc(3, p.Doc)
}

func (d *dumper) body(b *Body) {
	if b == nil {
		return
	}
	d.line(2, "body %s %s %s %s%s", b.Name, b.Kind, b.ContentType, typeText(b.Type), flagText(b.Required, "required")+pair("also", strings.Join(b.Also, ",")))
	for _, name := range slices.Sorted(maps.Keys(b.Parts)) {
		p := b.Parts[name]
		d.line(3, "part %s%s%s%s", name, pair("type", p.ContentType), pair("style", p.Style), flagText(p.Explode, "explode"))
	}
}

func (d *dumper) result(r *Result) {
	if r == nil {
		return
	}
	d.line(2, "result %s %s %s %s%s%s", r.Kind, r.ContentType, typeText(r.Type), strings.Join(r.Status, ","), flagText(r.Nullable, "nullable"), pair("example", r.Example)+pair("also", strings.Join(r.Also, ",")))
	if s := r.Stream; s != nil {
		d.line(3, "stream %s %s of %s", s.Method, strings.Join(s.Path, "."), typeText(s.Elem))
	}
}

func (d *dumper) paging(p *Paging) {
	if p == nil {
		return
	}
	key := func(p *Param) string {
		if p == nil {
			return ""
		}
		return p.Key
	}
	links := ""
	if p.Links != nil {
		links = fieldsText(p.Links.Path) + "." + p.Links.Href.JSON
	}
	d.line(2, "paging %s %s%s%s%s%s of %s%s%s%s%s%s%s%s%s%s first=%d", p.AllName, p.Style, pair("param", key(p.Param)), pair("body", strings.Join(p.InBody, ".")), pair("size", key(p.Size)),
		pair("items", fieldsText(p.Items)), typeText(p.Elem), pair("cursor", fieldsText(p.Cursor)), pair("key", fieldsText(p.Key)), pair("links", links),
		pair("next", fieldsText(p.Next)), pair("last", fieldsText(p.Last)), pair("total", fieldsText(p.Total)), pair("more", fieldsText(p.More)),
		pair("done", fieldsText(p.Done)), pair("capped", fieldsText(p.Capped)), p.First)
}

func fieldsText(fields []*Field) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.JSON
	}
	return strings.Join(list, ".")
}

func (d *dumper) decl(t *Decl) {
	flags := flagText(t.Decoded, "decoded") + flagText(t.Encoded, "encoded") + flagText(t.Root, "root") + flagText(t.Recursive, "recursive")
	switch t.Kind {
	case DeclStruct:
		d.line(0, "struct %s %s%s", t.Name, t.Pointer, flags)
		d.doc(1, t.Doc)
		for _, f := range t.Fields {
			d.field(f)
		}
		if t.Extra != nil {
			d.line(1, "extra %s%s", typeText(t.Extra), flagText(t.ExtraNull, "nullable"))
		}
	case DeclEnum:
		d.line(0, "enum %s %s %s%s", t.Name, typeText(t.Under), t.Pointer, flags)
		d.doc(1, t.Doc)
		d.values(t.Values)
	case DeclAlias:
		d.line(0, "alias %s %s %s%s", t.Name, typeText(t.Under), t.Pointer, flags)
		d.doc(1, t.Doc)
	case DeclUnion:
		d.line(0, "union %s raw=%s%s %s%s", t.Name, t.Union.RawName, pair("by", t.Union.Property), t.Pointer, flags)
		d.doc(1, t.Doc)
		for _, v := range t.Union.Variants {
			d.line(1, "case %s %s%s%s%s", v.Name, typeText(v.Type), flagText(v.Wraps, "wraps"), pair("values", strings.Join(v.Values, "|")), pair("needs", strings.Join(v.Needs, ",")))
		}
	}
}

func (d *dumper) field(f *Field) {
	presence := [...]string{"required", "optional", "nullable", "optional-nullable"}[f.Presence]
	d.line(1, "%s %s %s %s%s%s%s%s%s", f.Name, strconv.Quote(f.JSON), typeText(f.Type), presence,
		flagText(f.ReadOnly, "read-only"), flagText(f.WriteOnly, "write-only"), pair("const", f.Const), pair("default", f.Default), pair("example", f.Example))
	d.doc(2, f.Doc)
}

// typeText writes a type as Go spells it; nullable elements have a question
// mark.
func typeText(t *Type) string {
	if t == nil {
		return "-"
	}
	elem := func() string { return typeText(t.Elem) + strings.TrimSpace(flagText(t.ElemNull, "?")) }
	switch t.Kind {
	case KindList:
		return "[]" + elem()
	case KindMap:
		return "map[string]" + elem()
	case KindDecl:
		return t.Decl.Name
	}
	return t.Kind.String()
}

// String names a kind as goldens and messages write it.
func (k Kind) String() string {
	words := [...]string{"", "bool", "string", "int32", "int64", "float32", "float64", "number", "numeric", "bytes", "time", "date", "localized", "raw", "file", "list", "map", "decl"}
	if int(k) < len(words) {
		return words[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}
