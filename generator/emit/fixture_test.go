// A model with every construct, built by hand: what goldens show and what the
// compiler judges.

package emit_test

import (
	"github.com/keywright/keywright/generator/ir"
)

func of(k ir.Kind) *ir.Type             { return &ir.Type{Kind: k} }
func list(t *ir.Type) *ir.Type          { return &ir.Type{Kind: ir.KindList, Elem: t} }
func listOfNull(t *ir.Type) *ir.Type    { return &ir.Type{Kind: ir.KindList, Elem: t, ElemNull: true} }
func dict(t *ir.Type) *ir.Type          { return &ir.Type{Kind: ir.KindMap, Elem: t} }
func use(d *ir.Decl) *ir.Type           { return &ir.Type{Kind: ir.KindDecl, Decl: d} }
func text(summary string) ir.Doc        { return ir.Doc{Summary: summary} }
func model(d *ir.Decl) *ir.Decl         { d.Root = true; return d }
func values(v ...string) []ir.EnumValue { return pairs("", v...) }

// pairs makes enum values of name, value, name, value, …
func pairs(prefix string, nameValue ...string) []ir.EnumValue {
	var out []ir.EnumValue
	for i := 0; i < len(nameValue); i += 2 {
		out = append(out, ir.EnumValue{Name: prefix + nameValue[i], Value: nameValue[i+1]})
	}
	return out
}

func field(name, json string, t *ir.Type, p ir.Presence) *ir.Field {
	return &ir.Field{Name: name, JSON: json, Type: t, Presence: p}
}

func documented(f *ir.Field, summary string) *ir.Field {
	f.Doc = text(summary)
	return f
}

// declarations of the fixture.
type decls struct {
	timeLeft, level, tags, stamp, modifier, item, auction, auctions                       *ir.Decl
	damage, heal, event, shape, circle, square, node, open, problem, wide, upload, filter *ir.Decl
	realm, page                                                                           *ir.Decl
}

func fixtureDecls() *decls {
	d := &decls{}
	d.timeLeft = &ir.Decl{Kind: ir.DeclEnum, Name: "TimeLeft", Group: "Auction", Doc: text("How long an auction stays"), Under: of(ir.KindString),
		Values: values("TimeLeftShort", "SHORT", "TimeLeftLong", "LONG")}
	d.level = &ir.Decl{Kind: ir.DeclEnum, Name: "Level", Under: of(ir.KindInt64), Pointer: "#/components/schemas/Level",
		Values: values("Level1", "1", "Level2", "2", "LevelTwo", "2.0")}
	d.tags = model(&ir.Decl{Kind: ir.DeclAlias, Name: "Tags", Doc: text("The labels of a realm"), Under: list(of(ir.KindString))})
	d.stamp = &ir.Decl{Kind: ir.DeclAlias, Name: "Stamp", Under: of(ir.KindTime)}
	d.modifier = &ir.Decl{Kind: ir.DeclStruct, Name: "Modifier", Group: "Auction", Fields: []*ir.Field{
		field("Type", "type", of(ir.KindInt64), ir.Required),
		field("Value", "value", of(ir.KindInt64), ir.Required),
	}}
	d.item = &ir.Decl{Kind: ir.DeclStruct, Name: "AuctionItem", Group: "Auction", Fields: []*ir.Field{
		field("ID", "id", of(ir.KindInt64), ir.Required),
		field("Modifiers", "modifiers", list(use(d.modifier)), ir.Optional),
		field("BonusLists", "bonus_lists", list(of(ir.KindInt64)), ir.OptionalNullable),
	}}
	d.auction = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Auction", Group: "Auction", Doc: text("An offer in an auction house"), Fields: []*ir.Field{
		field("ID", "id", of(ir.KindInt64), ir.Required),
		field("Item", "item", use(d.item), ir.Required),
		documented(field("Bid", "bid", of(ir.KindInt64), ir.Optional), "The highest bid, in copper"),
		field("TimeLeft", "time_left", use(d.timeLeft), ir.Required),
		field("Seller", "seller", use(d.item), ir.Nullable),
	}})
	d.auctions = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Auctions", Group: "Auction", Fields: []*ir.Field{
		field("Auctions", "auctions", list(use(d.auction)), ir.Required),
	}})
	d.damage = model(&ir.Decl{Kind: ir.DeclStruct, Name: "DamageEvent", Fields: []*ir.Field{
		field("Type", "type", of(ir.KindString), ir.Required),
		field("Amount", "amount", of(ir.KindInt64), ir.Required),
	}})
	d.heal = model(&ir.Decl{Kind: ir.DeclStruct, Name: "HealEvent", Fields: []*ir.Field{
		field("Type", "type", of(ir.KindString), ir.Required),
		field("Overheal", "overheal", of(ir.KindFloat64), ir.Optional),
	}})
	d.event = &ir.Decl{Kind: ir.DeclUnion, Name: "Event", Doc: text("Something that happened in a fight"), Union: &ir.Union{
		Property: "type", RawName: "EventRaw", Variants: []*ir.Variant{
			{Name: "DamageEvent", Type: use(d.damage), Values: []string{"damage", "hit"}},
			{Name: "HealEvent", Type: use(d.heal), Values: []string{"heal"}},
		}}}
	d.circle = &ir.Decl{Kind: ir.DeclStruct, Name: "Circle", Fields: []*ir.Field{field("Radius", "radius", of(ir.KindFloat64), ir.Required)}}
	d.square = &ir.Decl{Kind: ir.DeclStruct, Name: "Square", Fields: []*ir.Field{field("Side", "side", of(ir.KindFloat64), ir.Required)}}
	d.shape = &ir.Decl{Kind: ir.DeclUnion, Name: "Shape", Root: true, Union: &ir.Union{RawName: "ShapeRaw", Variants: []*ir.Variant{
		{Name: "Circle", Type: use(d.circle), Needs: []string{"radius"}},
		{Name: "Square", Type: use(d.square), Needs: []string{"side"}},
		{Name: "ShapeText", Type: of(ir.KindString), Wraps: true},
		{Name: "ShapeInt64", Type: of(ir.KindInt64), Wraps: true},
		{Name: "ShapeFloat64", Type: of(ir.KindFloat64), Wraps: true},
		{Name: "ShapeTime", Type: of(ir.KindTime), Wraps: true},
		{Name: "ShapeList", Type: list(of(ir.KindInt64)), Wraps: true},
		{Name: "Level", Type: use(d.level)},
	}}}
	d.node = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Node", Recursive: true})
	d.node.Fields = []*ir.Field{
		field("Parent", "parent", use(d.node), ir.Required),
		field("Owner", "owner", use(d.node), ir.OptionalNullable),
		field("Children", "children", list(use(d.node)), ir.Optional),
		field("Grid", "grid", list(list(of(ir.KindFloat32))), ir.Required),
		field("Maybe", "maybe", listOfNull(of(ir.KindString)), ir.Required),
		field("ByName", "by-name", dict(list(use(d.level))), ir.Required),
		field("Shape", "shape", use(d.shape), ir.Optional),
		field("Event", "event", use(d.event), ir.OptionalNullable),
		field("Any", "any", of(ir.KindRaw), ir.Optional),
		field("Anything", "anything", of(ir.KindRaw), ir.Nullable),
		field("Label", "label", of(ir.KindLocalized), ir.Optional),
		field("Tags", "tags", use(d.tags), ir.Nullable),
		field("At", "at", use(d.stamp), ir.Optional),
		field("Day", "day", of(ir.KindDate), ir.Nullable),
		field("Data", "data", of(ir.KindBytes), ir.OptionalNullable),
		field("Flag", "a \"quoted\" name,", of(ir.KindBool), ir.Required),
	}
	d.open = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Open", Extra: of(ir.KindFloat64), ExtraNull: true, Fields: []*ir.Field{
		field("Name", "name", of(ir.KindString), ir.Required),
	}})
	d.problem = &ir.Decl{Kind: ir.DeclStruct, Name: "Problem", Fields: []*ir.Field{
		field("Code", "code", of(ir.KindInt32), ir.Required),
		field("Detail", "detail", of(ir.KindString), ir.Optional),
	}}
	d.wide = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Wide"})
	for i := range 70 {
		name := "F" + string(rune('A'+i/26)) + string(rune('a'+i%26))
		d.wide.Fields = append(d.wide.Fields, field(name, name, of(ir.KindBool), ir.Required))
	}
	d.upload = &ir.Decl{Kind: ir.DeclStruct, Name: "Upload", Fields: []*ir.Field{
		field("File", "file", of(ir.KindFile), ir.Required),
		field("More", "more", list(of(ir.KindFile)), ir.Optional),
		field("Note", "note", of(ir.KindString), ir.Optional),
		field("Count", "count", of(ir.KindInt64), ir.Required),
		field("Item", "item", use(d.item), ir.Optional),
		field("Items", "items", list(use(d.item)), ir.Required),
		field("Level", "level", use(d.level), ir.Required),
	}}
	d.filter = &ir.Decl{Kind: ir.DeclStruct, Name: "Filter", Fields: []*ir.Field{
		field("Min", "min", of(ir.KindInt64), ir.Optional),
	}}
	d.realm = model(&ir.Decl{Kind: ir.DeclStruct, Name: "Realm", Group: "Realm", Doc: text("A realm"), Fields: []*ir.Field{
		field("ID", "id", of(ir.KindInt64), ir.Required),
		field("Name", "name", of(ir.KindString), ir.Required),
	}})
	d.page = model(&ir.Decl{Kind: ir.DeclStruct, Name: "RealmPage", Group: "Realm", Fields: []*ir.Field{
		field("PageCount", "pageCount", of(ir.KindInt32), ir.Optional),
		field("Results", "results", list(use(d.realm)), ir.Required),
		field("Next", "next", use(d.open), ir.Optional),
		field("Cursor", "cursor", of(ir.KindString), ir.Optional),
		field("HasMore", "has_more", of(ir.KindBool), ir.Optional),
	}})
	return d
}

func (d *decls) all() []*ir.Decl {
	return []*ir.Decl{d.timeLeft, d.level, d.tags, d.stamp, d.modifier, d.item, d.auction, d.auctions, d.damage, d.heal, d.event,
		d.shape, d.circle, d.square, d.node, d.open, d.problem, d.wide, d.upload, d.filter, d.realm, d.page}
}

func fixtureSchemes() []*ir.Scheme {
	return []*ir.Scheme{
		{Key: "oauth2", Name: "OAuth2", Kind: ir.SchemeOAuth2, Doc: text("Tokens of the platform"), Flows: []*ir.Flow{
			{Kind: ir.FlowClientCredentials, URLs: ir.FlowURLs{Token: "https://oauth.example.com/token"},
				When: []ir.FlowVariant{{When: []ir.Condition{{Var: "region", Values: []string{"cn"}}}, URLs: ir.FlowURLs{Token: "https://oauth.example.cn/token"}}}},
			{Kind: ir.FlowAuthorizationCode, URLs: ir.FlowURLs{Authorization: "https://oauth.example.com/authorize", Token: "https://oauth.example.com/token"},
				Scopes: []ir.ScopeValue{{Name: "ScopeWowProfile", Value: "wow.profile", Doc: text("Read a user's characters")}}},
		}, Token: ir.TokenStyle{Style: "body", Encoding: "form", Params: [][2]string{{"audience", "api"}}}},
		{Key: "ApiKeyAuth", Name: "APIKeyAuth", Kind: ir.SchemeAPIKeyHeader, Param: "X-Api-Key"},
		{Key: "site key", Name: "SiteKey", Kind: ir.SchemeAPIKeyQuery, Param: "key"},
		{Key: "basic", Name: "Basic", Kind: ir.SchemeBasic},
		{Key: "bearer", Name: "Bearer", Kind: ir.SchemeBearer},
		{Key: "oidc", Name: "OIDC", Kind: ir.SchemeOpenID, IssuerURL: "https://id.example.com/.well-known/openid-configuration"},
		{Key: "mtls", Name: "MTLS", Kind: ir.SchemeUnsupported},
	}
}

// fixture is the whole model.
func fixture() *ir.Package {
	d := fixtureDecls()
	schemes := fixtureSchemes()
	app := [][]ir.SchemeUse{{{Scheme: schemes[0]}}}
	user := [][]ir.SchemeUse{{{Scheme: schemes[0], Scopes: []string{"wow.profile"}}}}
	region := &ir.Variable{Key: "region", Name: "Region", Doc: text("The region of the game"), Default: "us", InServer: true,
		Values: values("RegionUS", "us", "RegionEU", "eu", "RegionCN", "cn")}
	locale := &ir.Variable{Key: "locale", Name: "Locale", Doc: text("The language of texts"),
		Values:  values("LocaleEnUS", "en_US", "LocaleZhCN", "zh_CN"),
		Allowed: []ir.Allowed{{When: ir.Condition{Var: "region", Values: []string{"cn"}}, Values: []string{"zh_CN"}}}}
	return &ir.Package{
		Name: "wow", Source: "battlenet/wow.yaml", Title: "World of Warcraft", Version: "1.0",
		Doc:         ir.Doc{Description: "Game data and profiles.\n\n- realms\n- auctions", URL: "https://example.com/docs"},
		Types:       d.all(),
		Servers:     []ir.Server{{URL: "https://{region}.api.example.com"}, {URL: "https://gateway.example.cn", When: []ir.Condition{{Var: "region", Values: []string{"cn"}}}}},
		Vars:        []*ir.Variable{region, locale, {Key: "port", Name: "Port", Default: "443", Doc: text("The server's port")}},
		Schemes:     schemes,
		Limits:      []ir.Limit{{Requests: 100, Per: "1s"}, {Requests: 36000, Per: "1h"}},
		SplitAccess: true,
		Services:    []*ir.Service{realmService(d, app), profileService(d, app, user), kitchenService(d, app)},
	}
}

func realmService(d *decls, app [][]ir.SchemeUse) *ir.Service {
	slug := &ir.Param{Name: "realmSlug", Key: "realmSlug", In: ir.InPath, Type: of(ir.KindString), Required: true, Doc: text("The realm's slug"), Example: `"argent-dawn"`}
	page := &ir.Param{Name: "Page", Key: "_page", In: ir.InQuery, Type: of(ir.KindInt64), Default: "1", Doc: text("The page to begin with")}
	return &ir.Service{Name: "Realm", TypeName: "RealmService", File: "realm", Doc: text("Realms and their status"), Ops: []*ir.Operation{
		{
			Name: "Get", ID: "getRealm", Method: "GET", Path: "/data/wow/realm/{realmSlug}",
			Segments: []ir.Segment{{Literal: "/data/wow/realm/"}, {Param: slug}},
			Doc:      ir.Doc{Summary: "Returns a realm", Description: "The slug is the name in lower case, with dashes for blanks."},
			Params:   []*ir.Param{slug},
			Ambient: []ir.AmbientParam{{Key: "namespace", In: ir.InQuery, Template: "dynamic-{region}", Required: true},
				{Key: "locale", In: ir.InQuery, Template: "{locale}"}},
			Result:   &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: use(d.realm), Status: []string{"200"}, Example: `{"id":536,"name":"Argent Dawn"}`},
			Errors:   []ir.ErrorResult{{Status: "404", Type: use(d.problem), Detail: "detail"}},
			Security: app, Retry: ir.RetrySafe,
		},
		{
			Name: "Search", ID: "searchRealms", Method: "GET", Path: "/data/wow/search/realm",
			Doc: text("Search realms"), Options: &ir.ParamsStruct{Name: "RealmSearchParams", Fields: []*ir.Param{
				page,
				{Name: "IDs", Key: "id", In: ir.InQuery, Type: list(of(ir.KindInt64)), Style: "form", Explode: true},
				{Name: "Order", Key: "orderby", In: ir.InQuery, Type: of(ir.KindString)},
			}},
			Result: &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: use(d.page), Status: []string{"200"}},
			Paging: &ir.Paging{Style: ir.PagePage, AllName: "SearchAll", Param: page, First: 1, Items: d.page.Fields[1:2], Elem: use(d.realm),
				Last: d.page.Fields[0:1], Cursor: d.page.Fields[3:4], More: d.page.Fields[4:5]},
			Security: app, Retry: ir.RetrySafe,
		},
	}}
}

func profileService(d *decls, app, user [][]ir.SchemeUse) *ir.Service {
	realmID := &ir.Param{Name: "realmID", Key: "realmId", In: ir.InPath, Type: of(ir.KindInt64), Required: true}
	characterID := &ir.Param{Name: "characterID", Key: "characterId", In: ir.InPath, Type: of(ir.KindInt64), Required: true}
	return &ir.Service{Name: "AccountProfile", TypeName: "AccountProfileService", File: "account_profile", Ops: []*ir.Operation{
		{
			Name: "Summary", ID: "accountProfile", Method: "GET", Path: "/profile/user/wow/protected-character/{realmId}-{characterId}",
			Segments: []ir.Segment{{Literal: "/profile/user/wow/protected-character/"}, {Param: realmID}, {Literal: "-"}, {Param: characterID}},
			Doc:      ir.Doc{Summary: "Protected character", Deprecated: "use Summary2"}, Params: []*ir.Param{realmID, characterID},
			Result:   &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: use(d.node), Nullable: true},
			Security: user, UserOnly: true, Retry: ir.RetrySafe,
		},
		{
			Name: "Auctions", ID: "auctions", Method: "GET", Path: "/data/wow/auctions",
			Result: &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: use(d.auctions),
				Stream: &ir.Stream{Method: "StreamAuctions", Path: []string{"auctions"}, Elem: use(d.auction)}},
			Security: app, Retry: ir.RetrySafe,
		},
	}}
}

// kitchenService has what the others don't.
func kitchenService(d *decls, app [][]ir.SchemeUse) *ir.Service {
	return &ir.Service{Name: "Kitchen", TypeName: "KitchenService", File: "kitchen_windows", Ops: append(kitchenBodies(d), kitchenParams(d, app)...)}
}

func kitchenBodies(d *decls) []*ir.Operation {
	op := func(name string, body *ir.Body, result *ir.Result) *ir.Operation {
		return &ir.Operation{Name: name, ID: name, Method: "POST", Path: "/" + name, Body: body, Result: result, Retry: ir.RetryUnsent}
	}
	value := func(t *ir.Type) *ir.Result {
		return &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: t}
	}
	return []*ir.Operation{
		op("JSONStruct", &ir.Body{Kind: ir.BodyJSON, ContentType: "application/json", Name: "body", Type: use(d.open), Required: true}, nil),
		op("JSONList", &ir.Body{Kind: ir.BodyJSON, ContentType: "application/json", Name: "client", Type: list(use(d.open))}, value(list(use(d.open)))),
		op("JSONScalar", &ir.Body{Kind: ir.BodyJSON, ContentType: "application/json", Name: "body", Type: of(ir.KindInt64)}, value(dict(use(d.event)))),
		op("MaybeList", nil, &ir.Result{Kind: ir.ResultJSON, ContentType: "application/json", Type: list(use(d.open)), Nullable: true}),
		op("JSONUnion", &ir.Body{Kind: ir.BodyJSON, ContentType: "application/json", Name: "body", Type: use(d.event), Required: true}, value(use(d.event))),
		op("Patch", &ir.Body{Kind: ir.BodyJSON, ContentType: "application/merge-patch+json", Name: "body", Type: use(d.node), Required: true}, value(use(d.wide))),
		op("Form", &ir.Body{Kind: ir.BodyForm, ContentType: "application/x-www-form-urlencoded", Name: "body", Type: use(d.filter), Required: true,
			Parts: map[string]ir.PartEncoding{"min": {Style: "pipeDelimited"}}}, nil),
		op("Multipart", &ir.Body{Kind: ir.BodyMultipart, ContentType: "multipart/form-data", Name: "body", Type: use(d.upload), Required: true,
			Parts: map[string]ir.PartEncoding{"file": {ContentType: "image/png, image/jpeg"}}}, nil),
		op("MultipartAny", &ir.Body{Kind: ir.BodyMultipart, ContentType: "multipart/form-data", Name: "body", Type: of(ir.KindRaw)}, nil),
		op("Binary", &ir.Body{Kind: ir.BodyBinary, ContentType: "application/octet-stream", Name: "body", Type: of(ir.KindFile)},
			&ir.Result{Kind: ir.ResultBinary, ContentType: "image/png"}),
		op("Text", &ir.Body{Kind: ir.BodyText, ContentType: "text/plain", Name: "body", Type: of(ir.KindString)},
			&ir.Result{Kind: ir.ResultText, ContentType: "text/plain"}),
		op("Events", nil, &ir.Result{Kind: ir.ResultEvents, ContentType: "text/event-stream", Type: use(d.event)}),
		op("Lines", nil, &ir.Result{Kind: ir.ResultLines, ContentType: "application/x-ndjson", Type: use(d.event)}),
	}
}

func kitchenParams(d *decls, app [][]ir.SchemeUse) []*ir.Operation {
	types := []struct {
		name string
		t    *ir.Type
	}{
		{"Text", of(ir.KindString)}, {"Number", of(ir.KindInt64)}, {"Time", of(ir.KindTime)}, {"Day", of(ir.KindDate)}, {"Data", of(ir.KindBytes)},
		{"Enum", use(d.timeLeft)}, {"Level", use(d.level)}, {"Stamp", use(d.stamp)}, {"Texts", list(of(ir.KindString))}, {"Tags", use(d.tags)},
		{"Map", dict(of(ir.KindInt64))}, {"Object", use(d.filter)}, {"Objects", list(use(d.filter))}, {"Union", use(d.shape)}, {"Any", of(ir.KindRaw)},
	}
	var ops []*ir.Operation
	for _, in := range []ir.Where{ir.InPath, ir.InQuery, ir.InHeader, ir.InCookie} {
		op := &ir.Operation{Name: "Params" + string(in), ID: "params-" + string(in), Method: "GET", Path: "/params", Security: app, Retry: ir.RetryKeyed,
			Options: &ir.ParamsStruct{Name: "KitchenParams" + string(in) + "Params"}}
		for i, t := range types {
			p := &ir.Param{Name: "arg" + t.name, Key: t.name, In: in, Type: t.t, Required: true, Explode: i%2 == 0, Reserved: i%3 == 0}
			op.Params = append(op.Params, p)
			if in == ir.InPath {
				op.Path += "/{" + t.name + "}"
				op.Segments = append(op.Segments, ir.Segment{Literal: "/"}, ir.Segment{Param: p})
				p.Style = []string{"simple", "label", "matrix"}[i/2%3]
				continue
			}
			op.Options.Fields = append(op.Options.Fields, &ir.Param{Name: t.name, Key: t.name + "Opt", In: in, Type: t.t, Explode: i%2 == 1, Reserved: i%3 == 0, JSON: i%5 == 4})
		}
		op.Params = append(op.Params, &ir.Param{Name: "fixed", Key: "fixed", In: in, Type: of(ir.KindString), Const: `"v1"`, Required: true})
		ops = append(ops, op)
	}
	return ops
}
