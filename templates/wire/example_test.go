// Examples for who meets the package from outside.

package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/keywright/keywright/templates/wire"
)

func ExampleOpt() {
	type Query struct {
		Limit wire.Opt[int64]  `json:"limit,omitzero"`
		Order wire.Opt[string] `json:"order,omitzero"`
		Page  wire.Opt[int64]  `json:"page,omitzero"`
	}
	q := Query{Limit: wire.Some[int64](0), Order: wire.Null[string]()}
	b, _ := json.Marshal(q)
	fmt.Println(string(b))
	fmt.Println(q.Limit, q.Order, q.Page, q.Page.Or(1))
	// Output:
	// {"limit":0,"order":null}
	// 0 <null> <absent> 1
}

func ExampleStreamArray() {
	answer := strings.NewReader(`{"count":2,"data":{"modifiers":[{"type":9,"value":70},{"type":28,"value":2462}]}}`)
	for m, err := range wire.StreamArray(answer, []string{"data", "modifiers"}, decodeModifier, wire.StreamOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.Type, m.Value)
	}
	// Output:
	// 9 70
	// 28 2462
}

func ExampleRaw() {
	r := wire.Raw(`{"kind":"new","data":[1,2]}`)
	var free any
	if err := r.Decode(&free); err != nil {
		fmt.Println(err)
	}
	fmt.Println(free)
	// Output:
	// map[data:[1 2] kind:new]
}
