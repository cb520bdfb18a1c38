// Whole calls over loopback: request, token, answer, decoding. oapi-codegen's client has
// the transport of golang.org/x/oauth2.

package main

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/templates/wire/compare/armory"
	"github.com/keywright/keywright/templates/wire/compare/oapi"
)

var errEmpty = errors.New("the answer is empty")

// clients are keywright's and oapi-codegen's client of the server at url.
func clients(ctx context.Context, url string) (*armory.Client, *oapi.ClientWithResponses, error) {
	k, err := armory.New(armory.WithClientCredentials("id", "secret"), client.WithBaseURL(url), client.WithTokenURL("oauth2", url+"/token"))
	if err != nil {
		return nil, nil, err
	}
	cc := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: url + "/token", AuthStyle: oauth2.AuthStyleInHeader}
	o, err := oapi.NewClientWithResponses(url, oapi.WithHTTPClient(cc.Client(ctx)))
	return k, o, err
}

func bigCalls(ctx context.Context, k *armory.Client, o *oapi.ClientWithResponses) []contender {
	return []contender{
		{"keywright", func() error {
			_, err := k.Market.Auctions(ctx)
			return err
		}},
		{"oapi-codegen, x/oauth2", func() error {
			r, err := o.GetAuctionsWithResponse(ctx)
			if err == nil && r.JSON200 == nil {
				err = errEmpty
			}
			return err
		}},
	}
}

func smallCalls(ctx context.Context, k *armory.Client, o *oapi.ClientWithResponses) []contender {
	return []contender{
		{"keywright", func() error {
			_, err := k.Realm.Get(ctx, "argent-dawn")
			return err
		}},
		{"oapi-codegen, x/oauth2", func() error {
			r, err := o.GetRealmWithResponse(ctx, "argent-dawn")
			if err == nil && r.JSON200 == nil {
				err = errEmpty
			}
			return err
		}},
	}
}

func callTable(rounds int) error {
	ctx := context.Background()
	head("calls over loopback", "keywright", "oapi-codegen", "keywright's share", "allocations", "oapi-codegen's")
	for _, c := range []struct {
		name, encoding string
		times          int
		calls          func(context.Context, *armory.Client, *oapi.ClientWithResponses) []contender
	}{
		{"18 MB, plain", "plain", 1, bigCalls},
		{"18 MB, gzip", "gzip", 1, bigCalls},
		{"2 KB", "plain", 1500, smallCalls},
	} {
		url, stop, err := startServer(c.encoding)
		if err != nil {
			return err
		}
		k, o, err := clients(ctx, url)
		if err == nil {
			var r []figures
			if r, err = measure(rounds, c.times, c.calls(ctx, k, o)); err == nil {
				row(c.name, fmt.Sprintf("%.3f ms", r[0].cpu/1e6), times(r[1].ratio), fmt.Sprintf("%.2f", 1/r[1].ratio),
					fmt.Sprintf("%.0f", r[0].allocs), fmt.Sprintf("%.0f", r[1].allocs))
			}
		}
		stop()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}
