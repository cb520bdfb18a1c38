// What declarations without a description are said to be.

package emit

import "testing"

func TestOrigin(t *testing.T) {
	t.Parallel()
	for pointer, want := range map[string]string{
		"#/components/schemas/pet":                                    "the description's schema pet",
		"#/components/schemas/pet/properties/tags/item":               "an item of tags in the description's schema pet",
		"#/components/schemas/a~1b/additionalProperties":              "a value of the description's schema a/b",
		"operation GET /v1/charges 200":                               "the answer of GET /v1/charges",
		"operation GET /v1/charges 404":                               "the answer 404 of GET /v1/charges",
		"operation GET /v1/charges default/properties/error":          "error in the answer default of GET /v1/charges",
		"operation POST /v1/charges body":                             "the body of POST /v1/charges",
		"operation POST /c body/properties/card/oneOf/object":         "card in the body of POST /c, in its form object",
		"operation POST /c body/properties/a/properties/b/item":       "an item of a.b in the body of POST /c",
		"operation GET /v1/charges query created":                     "the query parameter created of GET /v1/charges",
		"operation GET /v1/charges query created/oneOf/object":        "the query parameter created of GET /v1/charges, in its form object",
		"operation GET /v1/charges teapot":                            "",
		"operation GET":                                               "",
		"type Report":                                                 "",
		"#/components/schemas/x/unknown":                              "",
		"operation GET /a\nb 200":                                     "",
		"operation GET /a 200/properties/evil\u2028x/properties/b\nc": "evil x.b c in the answer of GET /a",
	} {
		if got := origin(pointer); got != want {
			t.Errorf("%s: %q, want %q", pointer, got, want)
		}
	}
}
