// Security schemes that are written as references.

package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

const sharingSchemes = `openapi: 3.0.3
info: {title: Shop, version: "1"}
x-keywright-ambient:
  region: {enum: [eu, cn], default: eu}
servers: [{url: "https://{region}.example.com", variables: {region: {default: eu}}}]
security: [{login: []}]
paths:
  /goods:
    get:
      operationId: listGoods
      responses:
        '200': {description: The goods.}
components:
  securitySchemes:
    login: {$ref: '%s'}
`

const sharedSchemes = `openapi: 3.0.3
info: {title: What the documents share, version: "1"}
paths: {}
components:
  securitySchemes:
    company:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.example.com/token
          scopes: {}
          x-keywright-when: [{region: [cn], tokenUrl: "https://login.example.cn/token"}]
    alias: {$ref: '#/components/securitySchemes/company'}
    loop: {$ref: 'shared.yaml#/components/securitySchemes/pool'}
    pool: {$ref: '#/components/securitySchemes/loop'}
`

func lowerSharing(ref string) (*openapi.Output, *diag.List) {
	files := map[string]string{"shop.yaml": fmt.Sprintf(sharingSchemes, ref), "shared.yaml": sharedSchemes}
	var diags diag.List
	return openapi.Lower(openapi.Input{File: "shop.yaml", Package: "shop", Read: func(file string) ([]byte, error) {
		return []byte(files[file]), nil
	}}, &diags), &diags
}

func TestSharedSecurityScheme(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"company", "alias"} {
		out, diags := lowerSharing("shared.yaml#/components/securitySchemes/" + name)
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		s := out.Package.Schemes[0]
		if s.Key != "login" || s.Kind != ir.SchemeOAuth2 || len(s.Flows) != 1 {
			t.Fatalf("%s: found %q of kind %v with %d flows", name, s.Key, s.Kind, len(s.Flows))
		}
		f := s.Flows[0]
		if f.URLs.Token != "https://login.example.com/token" || len(f.When) != 1 || f.When[0].URLs.Token != "https://login.example.cn/token" {
			t.Errorf("%s: token URLs %+v", name, f)
		}
		if strings.Join(out.Files, " ") != "shop.yaml shared.yaml" {
			t.Errorf("files read: %v", out.Files)
		}
	}
}

func TestSharedSecuritySchemeLeadingNowhere(t *testing.T) {
	t.Parallel()
	for ref, code := range map[string]string{
		"shared.yaml#/components/securitySchemes/compny": "unresolved-ref",
		"shared.yaml#/components/securitySchemes/loop":   "ref-cycle",
		"../shared.yaml#/components/securitySchemes/x":   "ref-outside",
	} {
		_, diags := lowerSharing(ref)
		found := false
		for _, d := range diags.All() {
			found = found || d.Code == code && d.Pos.Line > 0
		}
		if !found {
			t.Errorf("%s: want an error %s, found %v", ref, code, diags.All())
		}
	}
}
