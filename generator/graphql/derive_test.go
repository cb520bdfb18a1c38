package graphql_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/ir"
)

// derive lowers a schema with operations of its own making, and holds them to
// the schema as a server would.
func derive(t *testing.T, schema string, in graphql.Derive, rules []graphql.FieldRule, own ...string) (*graphql.Output, *diag.List) {
	t.Helper()
	in.Dir = "derived"
	input := graphql.Input{
		Package: "test",
		Schema:  []graphql.Source{{Name: "schema.graphql", Content: []byte(schema)}},
		Scalars: map[string]ir.Kind{"JSON": ir.KindRaw},
		Derive:  &in,
		Fields:  rules,
	}
	for i, text := range own {
		input.Operations = append(input.Operations, graphql.Source{Name: fmt.Sprintf("own%d.graphql", i), Content: []byte(text)})
	}
	var diags diag.List
	out := graphql.Lower(input, &diags)
	if out != nil {
		validate(t, schema, out.Derived)
	}
	return out, &diags
}

func mustDerive(t *testing.T, schema string, in graphql.Derive, rules []graphql.FieldRule, own ...string) *graphql.Output {
	t.Helper()
	out, diags := derive(t, schema, in, rules, own...)
	if out == nil {
		t.Fatal(diags.Err())
	}
	return out
}

func validate(t *testing.T, text string, files []graphql.File) (*ast.Schema, *ast.QueryDocument) {
	t.Helper()
	schema, err := validator.LoadSchema(validator.Prelude, &ast.Source{Name: "schema.graphql", Input: text})
	if err != nil {
		t.Fatal(err)
	}
	doc := &ast.QueryDocument{}
	for _, f := range files {
		part, err := parser.ParseQuery(&ast.Source{Name: f.Name, Input: string(f.Content)})
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Content)
		}
		if f.Name != "fragments.graphql" && len(part.Operations) != 1 {
			t.Errorf("%s has %d operations", f.Name, len(part.Operations))
		}
		doc.Operations = append(doc.Operations, part.Operations...)
		doc.Fragments = append(doc.Fragments, part.Fragments...)
	}
	for _, err := range validator.ValidateWithRules(schema, doc, nil) {
		t.Errorf("a server would refuse: %v", err)
	}
	return schema, doc
}

// methods prints what callers see of derived operations.
func methods(out *graphql.Output) (got []string) {
	for _, s := range out.Package.Services {
		for _, op := range s.Ops {
			line := s.Name + "." + describe(op)
			if op.UserOnly {
				line = "user " + line
			}
			if op.Paging != nil {
				line += " pages " + op.Paging.AllName + " by " + op.Paging.Param.Key
			}
			got = append(got, line)
		}
	}
	return got
}

func fileOf(t *testing.T, out *graphql.Output, name string) string {
	t.Helper()
	for _, f := range out.Derived {
		if f.Name == name {
			return string(f.Content)
		}
	}
	t.Fatalf("no file %s", name)
	return ""
}

const logsSchema = `
type Query { reportData: ReportData  rate: Rate  worldData: WorldData  now: Int  userData: UserData }
type ReportData { "One report." report(code: String, open: Boolean): Report  reports(limit: Int = 100, page: Int = 1): ReportPage }
type Report {
  code: String!
  title: String
  zone: Zone
  guild: Guild
  parent: Report
  fights(ids: [Int]): [Fight]
  events(kind: Kind = All, startTime: Float = 0): EventPage
  table(kind: Kind): JSON
  master(translate: Boolean = true): Master
  score(page: Int): Int
  old: String @deprecated
}
type Master { version: Int!  actors(type: String = ""): [Actor] }
type Actor { id: Int }
type Fight { id: Int!  code(actor: Int!): String  phases: [Phase!] }
type Phase { id: Int!  parts: [Part] }
type Part { name: String! }
type EventPage { data: JSON  next: Float }
type ReportPage { data: [Report]  total: Int!  has_more_pages: Boolean!  current_page: Int! }
type Zone { id: Int!  region: Region  reports: [Report] }
type Region { id: Int!  zones: [Zone] }
type Guild { name: String!  rank(zoneId: Int): Ranks!  members(limit: Int, page: Int): MemberPage! }
type Ranks { speed(size: Int): Position  progress(size: Int): Position }
type Position { world: Int }
type MemberPage { data: [Member]  has_more_pages: Boolean!  current_page: Int! }
type Member { name: String!  avatar: String! }
type WorldData { zone(id: Int): Zone  zones: [Zone] }
type UserData { me: Member }
type Rate { limit: Int!  left: Float! }
enum Kind { All Deaths }
scalar JSON
`

func TestDerivedServices(t *testing.T) {
	t.Parallel()
	out := mustDerive(t, logsSchema, graphql.Derive{Depth: 2}, []graphql.FieldRule{
		{Type: "ReportData", Field: "report", Required: []graphql.RequiredArg{{Name: "code"}}},
		{Type: "Query", Field: "userData", User: true},
		{Type: "Query", Field: "now", Short: true}, // has no arguments to leave out
		{Type: "Report", Field: "table", Short: true},
		{Type: "Member", Field: "avatar", Own: true},
		{Type: "Guild", Field: "members", Name: "GuildMembers"},
	})
	want := []string{
		"ReportData.Report(code string, *ReportDataReportParams{Open bool; }) Report at reportData.report",
		"ReportData.Reports(*ReportDataReportsParams{Limit int64; Page int64; }) ReportPage at reportData.reports pages ReportsAll by page",
		"ReportData.Fights(code string, *ReportDataFightsParams{Open bool; IDs []int64; }) []*Fight at reportData.report.fights",
		"ReportData.Events(code string, *ReportDataEventsParams{Open bool; Kind Kind; StartTime float64; }) EventPage at reportData.report.events",
		"ReportData.Table(code string, ) raw at reportData.report.table",
		"ReportData.TableWith(code string, *ReportDataTableWithParams{Open bool; Kind Kind; }) raw at reportData.report.table",
		"ReportData.Master(code string, *ReportDataMasterParams{Open bool; Translate bool; }) Master at reportData.report.master",
		"ReportData.Score(code string, *ReportDataScoreParams{Open bool; Page int64; }) int64 at reportData.report.score",
		"ReportData.MasterActors(code string, *ReportDataMasterActorsParams{Open bool; Translate bool; Type string; }) []*Actor at reportData.report.master.actors",
		"ReportData.GuildMembers(code string, *ReportDataGuildMembersParams{Open bool; Limit int64; Page int64; }) MemberPage at reportData.report.guild.members pages GuildMembersAll by page",
		"ReportData.GuildRankProgress(code string, *ReportDataGuildRankProgressParams{Open bool; ZoneID int64; Size int64; }) Position at reportData.report.guild.rank.progress",
		"ReportData.GuildRankSpeed(code string, *ReportDataGuildRankSpeedParams{Open bool; ZoneID int64; Size int64; }) Position at reportData.report.guild.rank.speed",
		"ReportData.FightsCode(code string, actor int64, *ReportDataFightsCodeParams{Open bool; IDs []int64; }) []*Fight at reportData.report.fights",
		"Query.Rate() Rate at rate",
		"Query.Now() int64 at now",
		"WorldData.Zone(*WorldDataZoneParams{ID int64; }) Zone at worldData.zone",
		"WorldData.Zones() []*Zone at worldData.zones",
		"user UserData.Me() Member at userData.me",
		"user UserData.MeAvatar() string at userData.me.avatar",
	}
	got := methods(out)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, d := range out.Package.Types {
		if d.Name == "Report" {
			if got, want := fieldsText(d), "Code string/0, Title string/2, Zone Zone/1, Guild Guild/1, Parent Report/1"; got != want {
				t.Errorf("Report is %s, want %s", got, want)
			}
			if !d.Recursive {
				t.Error("Report reaches itself")
			}
		}
		if d.Name == "Fight" {
			if got, want := fieldsText(d), "ID int64/0, Code string/3, Phases []Phase/1"; got != want {
				t.Errorf("Fight is %s, want %s", got, want)
			}
		}
	}
}

// What is selected, and what isn't: lists of lists and ways back cost points.
func TestDerivedSelections(t *testing.T) {
	t.Parallel()
	out := mustDerive(t, logsSchema, graphql.Derive{Depth: 2}, []graphql.FieldRule{{Type: "ReportData", Field: "report", Required: []graphql.RequiredArg{{Name: "code"}}}})
	want := `# Derived from Query.reportData, ReportData.report.
query ReportDataReport($code: String!, $open: Boolean) {
  reportData {
    report(code: $code, open: $open) {
      ...ReportFields
      zone {
        ...ZoneFields
        region {
          ...RegionFields
        }
      }
      guild {
        ...GuildFields
      }
      parent {
        ...ReportFields
      }
    }
  }
}
`
	if diff := cmp.Diff(want, fileOf(t, out, "report_data_report.graphql")); diff != "" {
		t.Error(diff)
	}
	// Part is below any depth, so that it is selected where Phase is nearest.
	if got := fileOf(t, out, "report_data_fights.graphql"); !strings.Contains(got, "...PartFields") {
		t.Errorf("what no operation would reach isn't added:\n%s", got)
	}
	shallow := mustDerive(t, logsSchema, graphql.Derive{}, nil)
	if got := fileOf(t, shallow, "report_data_reports.graphql"); strings.Contains(got, "region {") || !strings.Contains(got, "data {") {
		t.Errorf("at depth 0 a page has more than its items:\n%s", got)
	}
}

func TestDerivedRules(t *testing.T) {
	t.Parallel()
	out := mustDerive(t, logsSchema, graphql.Derive{Depth: 1}, []graphql.FieldRule{
		{Type: "Report", Field: "old", Include: true},
		{Type: "Report", Field: "fights", Include: true},
		{Type: "Guild", Field: "*", Exclude: true},
		{Type: "Report", Field: "events", Paging: &graphql.PagingRule{Arg: "startTime", Cursor: "next", Items: "data"}},
	})
	text := fileOf(t, out, "report_data_report.graphql")
	if !strings.Contains(text, "fights {") || strings.Contains(text, "guild") {
		t.Errorf("include and exclude: %s", text)
	}
	if got := fileOf(t, out, "fragments.graphql"); !strings.Contains(got, "  old\n") {
		t.Errorf("a deprecated field that is included is left out: %s", got)
	}
	_, diags := derive(t, logsSchema, graphql.Derive{}, []graphql.FieldRule{
		{Type: "Raport", Field: "x", Pos: diag.Pos{File: "k.yaml", Line: 1, Col: 1}},
		{Type: "Report", Field: "fight", Pos: diag.Pos{File: "k.yaml", Line: 2, Col: 1}},
		{Type: "Report", Field: "fights", Required: []graphql.RequiredArg{{Name: "id", Pos: diag.Pos{File: "k.yaml", Line: 3, Col: 9}}}},
	})
	var got []string
	for _, d := range diags.All() {
		got = append(got, fmt.Sprintf("%s:%d:%d %s", d.Pos.File, d.Pos.Line, d.Pos.Col, d.Hint))
	}
	for _, want := range []string{"k.yaml:1:1", "did you mean Report?", "k.yaml:2:1", "did you mean Report.fights?", "k.yaml:3:9", "did you mean ids?"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("want %q in %q", want, got)
		}
	}
}

const shopSchema = `
type Query {
  node(id: ID!): Node
  search(query: String!, first: Int, after: String): HitConnection!
  viewer: User!
  repository(owner: String!, name: String!): Repository
}
type Mutation {
  ping: Pong
  addStar(input: AddStarInput!): AddStarPayload
  admin: AdminMutations
}
type Pong { gone: Int @deprecated }
type AdminMutations { ban(id: ID!, reason: String = "spam"): User }
input AddStarInput { id: ID!  note: String  more: [AddStarInput!] }
type AddStarPayload { starred: Repository  errors: [Problem!]! }
type Problem { message: String! }
interface Node { id: ID! }
interface Owner implements Node { id: ID!  login: String! }
type User implements Node & Owner { id: ID!  login: String!  name: String  repositories(first: Int, after: String): RepositoryConnection! }
type Org implements Node & Owner { id: ID!  login: String!  name: String!  home: User }
type Repository implements Node { id: ID!  name: String!  owner: Owner!  home: Repository  issues(first: Int, after: String, states: [State!]): IssueConnection! }
type Issue implements Node { id: ID!  title: String!  author: User }
type RepositoryConnection { edges: [RepositoryEdge]  pageInfo: PageInfo! }
type RepositoryEdge { cursor: String!  node: Repository }
type IssueConnection { edges: [IssueEdge]  nodes: [Issue]  pageInfo: PageInfo!  totalCount: Int! }
type IssueEdge { cursor: String!  node: Issue }
type HitConnection { nodes: [Hit]  pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean!  endCursor: String }
union Hit = User | Org | Repository
enum State { OPEN CLOSED }
`

func TestDerivedFromRelay(t *testing.T) {
	t.Parallel()
	out := mustDerive(t, shopSchema, graphql.Derive{Depth: 2, Mutations: true}, nil)
	want := []string{
		"AdminMutation.Ban(id string, *AdminMutationBanParams{Reason string; }) User at admin.ban",
		"Mutation.Ping() Pong at ping",
		"Mutation.AddStar(input AddStarInput, ) AddStarPayload at addStar",
		"Query.Node(id string, ) Node at node",
		"Query.Repository(owner string, name string, ) Repository at repository",
		"Query.RepositoryIssues(owner string, name string, *QueryRepositoryIssuesParams{First int64; After string; States []State; }) IssueConnection at repository.issues pages RepositoryIssuesAll by after",
		"Query.Search(query string, *QuerySearchParams{First int64; After string; }) HitConnection at search pages SearchAll by after",
		"Query.Viewer() User at viewer",
		"Query.ViewerRepositories(*QueryViewerRepositoriesParams{First int64; After string; }) RepositoryConnection at viewer.repositories pages ViewerRepositoriesAll by after",
	}
	got := methods(out)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// The cases of a union whose fields differ in type must not be merged.
	text := fileOf(t, out, "query_node.graphql")
	if !strings.Contains(text, "Org_name: name") {
		t.Errorf("fields of different types have one name:\n%s", text)
	}
	hit := declOf(t, out, "Hit")
	if hit.Kind != ir.DeclUnion || len(hit.Union.Variants) != 3 || hit.Union.RawName != "HitRaw" {
		t.Errorf("Hit is %+v", hit)
	}
	org := declOf(t, out, "Org")
	i := slices.IndexFunc(org.Fields, func(f *ir.Field) bool { return f.JSON == "name" })
	if i < 0 || !slices.Contains(org.Fields[i].Aliases, "Org_name") {
		t.Errorf("Org can't be read from where its name bears another: %s", fieldsText(org))
	}
	if slices.ContainsFunc(mustDerive(t, shopSchema, graphql.Derive{}, nil).Package.Services, func(s *ir.Service) bool { return strings.HasSuffix(s.Name, "Mutation") }) {
		t.Error("mutations that weren't asked for")
	}
}

// The user's own operations keep their types, and their names.
func TestDerivedBesideOwn(t *testing.T) {
	t.Parallel()
	out := mustDerive(t, logsSchema, graphql.Derive{Depth: 2}, nil,
		`query ReportDataReport($code: String) { reportData { report(code: $code) { c: code zone { ...ZoneFields } } } }
		 fragment ZoneFields on Zone { number: id }`,
		`query Report($code: String) { reportData { report(code: $code) { title } } }`)
	own := out.Package.Services[0]
	if own.Name != "" || len(own.Ops) != 2 || describe(own.Ops[0]) != "ReportDataReport(*ReportDataReportParams{Code string; }) ReportDataReport at reportData.report" {
		t.Errorf("own operations: %v", methods(out))
	}
	if got := fieldsText(declOf(t, out, "Report")); !strings.Contains(got, "Code string/0") {
		t.Errorf("Report, the model, is %s", got)
	}
	if got := declOf(t, out, "ReportDataReport"); got.Fields[0].JSON != "c" {
		t.Errorf("the own operation's type is %s", fieldsText(got))
	}
	names := map[string]bool{}
	for _, d := range out.Package.Types {
		if names[d.Name] {
			t.Errorf("two types are called %s", d.Name)
		}
		names[d.Name] = true
	}
	funcs := map[string]bool{}
	for _, s := range out.Package.Services {
		for _, op := range s.Ops {
			if funcs[op.GraphQL.Func] {
				t.Errorf("two operations are called %s", op.GraphQL.Func)
			}
			funcs[op.GraphQL.Func] = true
		}
	}
}

// Pages of the user's own operations are found by the same shapes and rules, also
// where more is selected beside them.
func TestPagesOfOwnOperations(t *testing.T) {
	t.Parallel()
	rules := []graphql.FieldRule{{Type: "Query", Field: "feed", Paging: &graphql.PagingRule{Arg: "since", Cursor: "meta.next", Items: "rows"}}}
	const schema = shopSchema + `
extend type Query { feed(since: Float): Feed  quiet(page: Int): Quiet }
type Feed { rows: [Issue!]!  meta: Meta! }
type Meta { next: Int }
type Quiet { data: [Issue]  last_page: Int! }
`
	for own, want := range map[string]string{
		`query Stars($after: String) { viewer { login repositories(after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } } } }`: "StarsAll by after: Repositories.Edges",
		`query Stars { viewer { login repositories { edges { node { name } } pageInfo { hasNextPage endCursor } } } }`:                                "",
		`query Stars($after: String) { viewer { repositories(after: $after) { edges { node { name } } } } }`:                                          "",
		`query Feed($since: Float) { feed(since: $since) { rows { id } meta { next } } }`:                                                             "FeedAll by since: Rows",
		`query Quiet($page: Int!) { quiet(page: $page) { data { id } last_page } }`:                                                                   "QuietAll by page: Data",
	} {
		input := graphql.Input{
			Package: "test", Fields: rules,
			Schema:     []graphql.Source{{Name: "schema.graphql", Content: []byte(schema)}},
			Operations: []graphql.Source{{Name: "own.graphql", Content: []byte(own)}},
		}
		var diags diag.List
		out := graphql.Lower(input, &diags)
		if out == nil {
			t.Fatal(diags.Err())
		}
		got := ""
		if p := out.Package.Services[0].Ops[0].Paging; p != nil {
			var way []string
			for _, f := range p.Items {
				way = append(way, f.Name)
			}
			got = p.AllName + " by " + p.Param.Key + ": " + strings.Join(way, ".")
		}
		if got != want {
			t.Errorf("%s\ngets %q, want %q", own, got, want)
		}
	}
}

// Whatever the order of a schema's types, the operations are the same.
func TestDerivedIsDeterministic(t *testing.T) {
	t.Parallel()
	first := mustDerive(t, shopSchema+logsOnly(), graphql.Derive{Depth: 3, Mutations: true}, nil)
	for range 5 {
		again := mustDerive(t, shopSchema+logsOnly(), graphql.Derive{Depth: 3, Mutations: true}, nil)
		if !slices.EqualFunc(first.Derived, again.Derived, func(a, b graphql.File) bool { return a.Name == b.Name && string(a.Content) == string(b.Content) }) {
			t.Fatal("two runs differ")
		}
	}
}

// logsOnly is a part of a schema that hangs on the other.
func logsOnly() string {
	return strings.Replace(logsSchema, "type Query {", "extend type Query {", 1)
}

// Everything that a query can reach is selected by a derived operation, and every
// argument is a variable of one.
func TestDerivedReachesEverything(t *testing.T) {
	t.Parallel()
	for text, rules := range map[string][]graphql.FieldRule{logsSchema: {{Type: "Member", Field: "avatar", Own: true}}, shopSchema: nil} {
		for depth := range 4 {
			out := mustDerive(t, text, graphql.Derive{Depth: depth}, rules)
			schema, doc := validate(t, text, out.Derived)
			want, got := reachable(schema), selected(schema, doc)
			for _, name := range slices.Sorted(maps.Keys(want)) {
				// A connection's nodes are selected once, not by its edges as well.
				if !got[name] && name != "IssueEdge.node" {
					t.Errorf("depth %d: %s isn't reached", depth, name)
				}
			}
		}
	}
}

// reachable gives the fields "Type.field" and arguments "Type.field(arg)" that
// queries can reach, less deprecated ones.
func reachable(schema *ast.Schema) map[string]bool {
	out := map[string]bool{}
	seen := map[string]bool{}
	var visit func(def *ast.Definition)
	visit = func(def *ast.Definition) {
		if seen[def.Name] || strings.HasPrefix(def.Name, "__") {
			return
		}
		seen[def.Name] = true
		if def.IsAbstractType() {
			for _, t := range schema.GetPossibleTypes(def) {
				visit(t)
			}
			return // its fields are asked for by the types that have them
		}
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") || f.Directives.ForName("deprecated") != nil {
				continue
			}
			out[def.Name+"."+f.Name] = true
			for _, arg := range f.Arguments {
				out[def.Name+"."+f.Name+"("+arg.Name+")"] = true
			}
			visit(schema.Types[f.Type.Name()])
		}
	}
	visit(schema.Query)
	return out
}

// selected gives the fields that operations select, and the arguments that they
// give a variable.
func selected(schema *ast.Schema, doc *ast.QueryDocument) map[string]bool {
	out := map[string]bool{}
	var walk func(set ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, sel := range set {
			switch sel := sel.(type) {
			case *ast.Field:
				name := sel.ObjectDefinition.Name + "." + sel.Name
				out[name] = true
				for _, arg := range sel.Arguments {
					if arg.Value.Kind == ast.Variable {
						out[name+"("+arg.Name+")"] = true
					}
				}
				walk(sel.SelectionSet)
			case *ast.InlineFragment:
				walk(sel.SelectionSet)
			case *ast.FragmentSpread:
				walk(sel.Definition.SelectionSet)
			}
		}
	}
	for _, op := range doc.Operations {
		walk(op.SelectionSet)
	}
	return out
}
