package names_test

import (
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/keywright/keywright/generator/names"
)

func TestExported(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"realm_id": "RealmID", "realmId": "RealmID", "RealmID": "RealmID", "realm-ids": "RealmIDs", "user ids": "UserIDs",
		"html_url": "HTMLURL", "HTTPServer": "HTTPServer", "api.v2.name": "APIV2Name", "oauth2": "OAuth2", "OAuth2Token": "OAuth2Token",
		"_links": "Links", "@type": "Type", "$ref": "Ref", "3d": "N3d", "1": "N1", "": "Empty", "+1": "Plus1", "-1": "Minus1", "<=": "LessEqual",
		"-name": "MinusName", "IN_PROGRESS": "InProgress", "SOME CONSTANT": "SomeConstant", "en_US": "EnUS", "PvP Season": "PvPSeason",
		"graphql": "GraphQL", "GraphQLError": "GraphQLError", "openid": "OpenID", "ipv4Address": "IPv4Address", "äöü straße": "ÄöüStraße",
		"世界": "X世界", "a`b\nc*/d": "ABCD", "../etc/passwd": "EtcPasswd", "x²": "X", "user's": "UserS", "camelCaseURLs": "CamelCaseURLs",
		"dataURIs": "DataURIs", "ABCs": "ABCs", "getHTTPSURL": "GetHttpsurl",
	} {
		if got := names.Exported(text); got != want {
			t.Errorf("Exported(%q) = %s, want %s", text, got, want)
		}
	}
	if got := names.Exported("😀"); got == names.Exported("😃") || !names.IsExported(got) {
		t.Errorf("emoji became %q", got)
	}
}

func TestUnexported(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"RealmID": "realmID", "id": "id", "ID": "id", "type": "typeValue", "string": "stringValue", "ctx": "ctxValue", "client": "clientValue",
		"URL": "url", "user-id": "userID", "": "value", "3d": "n3d", "html_url": "htmlURL",
	} {
		if got := names.Unexported(text); got != want {
			t.Errorf("Unexported(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestLongNamesStayApart(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("very long name ", 20)
	a, b := names.Exported(long+"a"), names.Exported(long+"b")
	if a == b || len(a) > names.MaxLen || len(b) > names.MaxLen {
		t.Errorf("%s (%d) and %s (%d)", a, len(a), b, len(b))
	}
	if names.Join(a, "X") == names.Join(b, "X") {
		t.Error("joined names fall together")
	}
}

func TestSingular(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Auctions": "Auction", "Categories": "Category", "Boxes": "Box", "Status": "Status", "Address": "Address", "Addresses": "Address",
		"Series": "Series", "Pets": "Pet", "ids": "id", "gas": "gas", "News": "News", "Analysis": "Analysis",
	} {
		if got := names.Singular(text); got != want {
			t.Errorf("Singular(%q) = %s, want %s", text, got, want)
		}
	}
}

// Whatever a description holds, an identifier is one, and holds nothing that
// could end it.
func TestIdentifiersAreValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("aZ09_-.\n\"`*/\\{}😀\u2028é世")), 0, 400, -1)).Draw(t, "text")
		for what, got := range map[string]string{"exported": names.Exported(text), "unexported": names.Unexported(text), "package": names.Package(text)} {
			if !token.IsIdentifier(got) || len(got) > names.MaxLen+len("Value") {
				t.Fatalf("%s of %q is %q", what, text, got)
			}
			for _, r := range got {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Fatalf("%s of %q holds %q", what, text, r)
				}
			}
		}
		if got := names.Exported(text); !token.IsExported(got) {
			t.Fatalf("Exported(%q) = %q", text, got)
		}
	})
}

// settle gives the names that claims of these words get, by key.
func settle(claims []names.Claim, reserved ...string) map[string]string {
	got := make(map[string]string)
	list := slices.Clone(claims)
	for i := range list {
		key := list[i].Key
		list[i].Set = func(name string) { got[key] = name }
	}
	names.NewScope(names.InPackage, reserved...).Settle(list)
	return got
}

func drawClaims(t *rapid.T, label, letters string) []names.Claim {
	words := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune(letters)), 0, 4, -1), 0, 20).Draw(t, label)
	claims := make([]names.Claim, len(words))
	for i, w := range words {
		claims[i] = names.Claim{Key: label + string(rune('a'+i)), Source: w, Wants: []string{names.Exported(label, w)}, Suffix: rapid.SampledFrom([]string{"", "Object"}).Draw(t, "suffix")}
	}
	return claims
}

// Names are valid and unique, independent of the order in which they are asked
// for, and untouched by what wants other names.
func TestScope(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t, "left", "aA_1-")
		got := settle(claims, "LeftA", "Client")
		if len(got) != len(claims) {
			t.Fatalf("%d names for %d claims", len(got), len(claims))
		}
		seen := map[string]bool{"LeftA": true, "Client": true}
		for key, name := range got {
			if seen[name] || !names.IsExported(name) {
				t.Fatalf("%s got %q, which is taken or no identifier", key, name)
			}
			seen[name] = true
		}
		shuffled := rapid.Permutation(claims).Draw(t, "shuffled")
		if other := settle(shuffled, "LeftA", "Client"); !maps.Equal(got, other) {
			t.Fatalf("order decides: %v and %v", got, other)
		}
		more := settle(append(slices.Clone(claims), drawClaims(t, "right", "bB_2-")...), "LeftA", "Client")
		for key, name := range got {
			if more[key] != name {
				t.Fatalf("%s was %s and is %s since others want other names", key, name, more[key])
			}
		}
	})
}

func TestScopePrefersExactAndFixed(t *testing.T) {
	t.Parallel()
	got := settle([]names.Claim{
		{Key: "a", Source: "my-schema", Wants: []string{"MySchema"}, Suffix: "Object"},
		{Key: "b", Source: "MySchema", Wants: []string{"MySchema"}, Suffix: "Object"},
		{Key: "c", Source: "MySchemaObject", Wants: []string{"MySchemaObject"}},
		{Key: "d", Source: "x", Wants: []string{"Wish", "X"}, Fixed: true},
		{Key: "e", Source: "Wish", Wants: []string{"Wish"}},
		{Key: "f", Source: "client", Wants: []string{"Client", "Clients"}},
	})
	want := map[string]string{"a": "MySchemaObject2", "b": "MySchema", "c": "MySchemaObject", "d": "Wish", "e": "Wish2", "f": "Clients"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
