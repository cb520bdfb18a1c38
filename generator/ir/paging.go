// Paging of the model: how an operation's pages follow each other.

package ir

// PagingStyle is how an operation tells where the next page is.
type PagingStyle string

// The paging styles.
const (
	PagePage    PagingStyle = "page"     // page number
	PageOffset  PagingStyle = "offset"   // count of items to skip
	PageCursor  PagingStyle = "cursor"   // token in the answer sent back as a parameter
	PageLink    PagingStyle = "link"     // Link header, RFC 8288
	PageNextURL PagingStyle = "next-url" // URL in the answer
)

// Paging describes an operation whose answers are pages. Paths lead from the
// result, but for Key; those that are empty aren't told.
type Paging struct {
	Style   PagingStyle
	AllName string   // Go method name of the iterator
	Param   *Param   // page, offset or cursor parameter; nil where it stands in the body
	InBody  []string // JSON names that lead to the parameter in a JSON body; nil: Param is it
	Size    *Param   // page size parameter, may be nil
	Items   []*Field // path to the list of items
	Elem    *Type
	Cursor  []*Field // path to the next cursor or URL
	Key     []*Field // path from an item to its cursor: that of a page's last item asks for the next page
	Links   *Links   // where links of several relations are listed, one of which is the next page
	Next    []*Field // page and offset: path to something that only a page before another has
	Last    []*Field // path to the page count
	Total   []*Field // path to the count of items in all pages
	More    []*Field // path to a has-more flag
	Done    []*Field // path to a flag that this is the last page
	Capped  []*Field // path to a flag that the server counts no further
	First   int64    // number of the first page
}

// Links is a list of links in an answer, each with its relation, such as
// [{"rel": "next", "href": "…"}].
type Links struct {
	Path []*Field // to the list
	Rel  *Field   // of a link: its relation
	Href *Field   // of a link: its target
}
