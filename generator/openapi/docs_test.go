package openapi

import "testing"

func TestCleanText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "",
		"plain":                              "plain",
		"**bold** and *thin* and __x__":      "bold and thin and x",
		"`a_b*c*` and a_b_c":                 "a_b*c* and a_b_c",
		"[text](https://x.y/z) end":          "text (https://x.y/z) end",
		"[text](#anchor) [`c`](https://x.y)": "text c (https://x.y)",
		"![logo](x.png) text":                "logo text",
		"<https://x.y>":                      "<https://x.y>",
		"# Title\n\ntext":                    "Title\n\ntext",
		"a\r\nb\u2028c":                      "a\nb\nc",
		"one\n\n\n\ntwo":                     "one\n\ntwo",
		"* one\n* two":                       "- one\n- two",
		"<p>one</p><p>two<br>three</p>":      "one\n\ntwo\nthree",
		"<ul><li>a</li><li>b</li></ul>":      "- a\n- b",
		`see <a href="https://x.y">this</a>`: "see this (https://x.y)",
		"a &lt; b &amp; c":                   "a < b & c",
		"a < b > c, x<y":                     "a < b > c, x<y",
		"<script>alert(1)</script>":          "alert(1)",
		"<!-- hidden -->shown":               "shown",
		"```go\nx := 1\n\ty()\n```\nend":     "    x := 1\n     y()\n\nend",
		"| a | b |\n|---|---|\n| 1 | 2 |":    "a | b\n\n1 | 2",
		"evil\u202etext\x00\x07":             "eviltext",
		"> note":                             "note",
		"---\ntext":                          "text",
		`a\_b`:                               "a_b",
	} {
		if got := cleanText(text); got != want {
			t.Errorf("cleanText(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}
