// What users of an emitted client do with this package.

package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/clienttest"
)

// shopClient stands for an emitted client that calls the fake.
func shopClient(opts ...client.Option) (*client.Core, *clienttest.Server) {
	srv, err := clienttest.Start(fake())
	if err != nil {
		panic(err)
	}
	core, err := client.New(shop(), append(srv.Options(), opts...)...)
	if err != nil {
		panic(err)
	}
	return core, srv
}

// What went wrong is asked for by situation; the server's words are in Error.
func ExampleError() {
	core, srv := shopClient()
	defer srv.Close()
	srv.Reply("Item.Get", 404, `{"code":404,"type":"BLZWEBAPI00000404","detail":"Not Found"}`)

	_, err := client.Do(context.Background(), core.Request(&opGet, nil).Path("1"), decodeItem)
	if errors.Is(err, client.ErrNotFound) {
		fmt.Println("there is no such item")
	}
	if e, ok := errors.AsType[*client.Error](err); ok {
		fmt.Println(e.Operation, e.StatusCode, e.Code, e.Detail)
	}
	// Output:
	// there is no such item
	// Item.Get 404 BLZWEBAPI00000404 Not Found
}

// Meta tells what came beside the value.
func ExampleMeta() {
	core, srv := shopClient(client.WithRetry(client.RetryPolicy{MinWait: time.Millisecond}))
	defer srv.Close()
	srv.Fail("Item.Get", 1, 503)

	var m client.ResponseMeta
	x, err := client.Do(context.Background(), core.Request(&opGet, []client.CallOption{client.Meta(&m)}).Path("1"), decodeItem)
	fmt.Println(x.Name, err, m.StatusCode, m.Attempts)
	// Output: Ring <nil> 200 2
}

// Clients that share a source share the description's limits anyway; WithPacer
// gives the source other ones.
func ExampleNewPacer() {
	pacer := client.NewPacer(client.Limit{Requests: 100, Per: time.Second}, client.Limit{Requests: 36_000, Per: time.Hour})
	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL: "https://oauth.shop.test/token", ClientID: "id", ClientSecret: "secret",
	}, auth.WithPacer(pacer))
	defer src.Close()
	_, err := client.New(shop(), client.WithCredential("oauth", src))
	fmt.Println(err)
	// Output: <nil>
}

// fleet is a pacer that several processes share: a service of theirs answers
// when it is a caller's turn.
type fleet struct{ turn string }

// Wait asks for a turn. Nothing leaves while the service can't be asked.
func (f fleet) Wait(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.turn, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // nothing is read
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the fleet's limiter: %s", resp.Status)
	}
	return nil
}

// A fleet that shares one application brings a limiter of its own.
func ExampleWithPacer() {
	turns := client.NewPacer(client.Limit{Requests: 100, Per: time.Second}) // in the service that all processes ask
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := turns.Wait(r.Context()); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer service.Close()

	core, srv := shopClient(client.WithPacer(fleet{turn: service.URL}))
	defer srv.Close()
	x, err := client.Do(context.Background(), core.Request(&opGet, nil).Path("1"), decodeItem)
	fmt.Println(x.Name, err)
	// Output: Ring <nil>
}
