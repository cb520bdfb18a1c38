// This file reads what is known to be JSON by something else than its name.

package tree

import (
	"bytes"
	"strings"

	"github.com/keywright/keywright/generator/diag"
)

// ParseJSON is [Parse] for a document that is JSON whatever its file is called,
// so that a mistake in it is told in JSON's terms.
func ParseJSON(file string, content []byte, diags *diag.List, sources *diag.Sources) *Node {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	sources.Add(file, content)
	p := &parser{file: &file, text: string(content), diags: diags}
	switch {
	case !p.checkText(true):
		return nil
	case strings.TrimSpace(p.text) == "":
		p.errorf(1, 1, "empty-file", emptyHint, "the file is empty")
		return nil
	}
	return p.json()
}
