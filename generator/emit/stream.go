// Streams: a large list of an answer, element by element.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// streamMethod emits
//
//	// StreamAuctions is Auctions, read element by element …
//	func (s *AuctionService) StreamAuctions(ctx context.Context, id int64, opts ...client.CallOption) iter.Seq2[*Auction, error] {
//		req := s.core.Request(&opAuctionAuctions, opts).Path(client.Text(id))
//		return client.Stream(ctx, req, []string{"auctions"}, decodeAuction)
//	}
func (g *generator) streamMethod(m *method) jen.Code {
	st := m.op.Result.Stream
	doc := joinParas(append([]string{
		st.Method + " is " + m.op.Name + ", reading the list " + oneLine(words(st.Path)) + " of the answer element by element, " +
			"in memory that doesn't grow with it. It ends at the first error.",
		httpLine(m.op), scopesNote(m.op),
	}, closing(ir.Doc{Deprecated: m.op.Doc.Deprecated})...))
	return jen.Add(comment(doc)).Line().Add(g.signature(m, st.Method)).Add(g.seq(st.Elem)).BlockFunc(func(b *jen.Group) {
		g.buildRequest(b, m)
		b.Return(g.client("Stream").Call(jen.Id("ctx"), jen.Id("req"), stringsLit(st.Path), g.decodeFunc(st.Elem)))
	})
}
