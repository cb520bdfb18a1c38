// Shapes of pages that schemas agree on: Relay's connections and paginators
// that count pages, as Laravel's Lighthouse has them.

package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// pageShape is where an object that is a page holds what, as names of the
// schema on the way there.
type pageShape struct {
	items  [][]string // the list; the first way that an operation selects counts
	more   []string   // whether there are more pages
	cursor []string   // what the next page is asked for with; nil: pages are counted
	last   []string   // number of the last page
	args   []string   // arguments that take the number or cursor, the usual one first
}

// pageOf gives the shape of a page; nil for other objects.
func pageOf(def *ast.Definition) *pageShape {
	if def.Kind != ast.Object {
		return nil
	}
	if info := def.Fields.ForName("pageInfo"); info != nil {
		shape := &pageShape{more: []string{"pageInfo", "hasNextPage"}, cursor: []string{"pageInfo", "endCursor"}, args: []string{"after"}}
		if isList(def, "nodes") {
			shape.items = append(shape.items, []string{"nodes"})
		}
		if isList(def, "edges") {
			shape.items = append(shape.items, []string{"edges"})
		}
		if len(shape.items) > 0 {
			return shape
		}
	}
	for _, items := range []string{"data", "items", "results", "nodes"} {
		if !isList(def, items) {
			continue
		}
		shape := &pageShape{items: [][]string{{items}}, args: []string{"page"}}
		for _, more := range []string{"has_more_pages", "hasMorePages", "hasNextPage", "hasMore"} {
			if f := def.Fields.ForName(more); f != nil && f.Type.Name() == "Boolean" {
				shape.more = []string{more}
			}
		}
		if shape.more == nil {
			shape = lighthouse(def, shape)
		}
		if shape != nil {
			return shape
		}
	}
	return nil
}

// lighthouse finds the flag of a paginator in its paginatorInfo, or the number
// of the last page in the object itself.
func lighthouse(def *ast.Definition, shape *pageShape) *pageShape {
	switch {
	case def.Fields.ForName("paginatorInfo") != nil:
		shape.more = []string{"paginatorInfo", "hasMorePages"}
		return shape
	case def.Fields.ForName("last_page") != nil:
		shape.last = []string{"last_page"}
		return shape
	case def.Fields.ForName("lastPage") != nil:
		shape.last = []string{"lastPage"}
		return shape
	default:
		return nil
	}
}

func isList(def *ast.Definition, field string) bool {
	f := def.Fields.ForName(field)
	return f != nil && f.Type.Elem != nil && len(f.Arguments) == 0
}

func isConnection(def *ast.Definition) bool { return pageOf(def) != nil }

// isItems reports whether a step only leads from a page to what it holds.
func isItems(s step) bool {
	if shape := pageOf(s.on); shape != nil {
		return slices.ContainsFunc(shape.items, func(way []string) bool { return way[0] == s.field.Name })
	}
	return s.field.Name == "node" && len(s.field.Arguments) == 0
}
