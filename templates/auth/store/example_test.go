package store_test

// example_test.go shows the file store in the life of a command line program.

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
)

func ExampleFile() {
	tmp, err := os.MkdirTemp("", "logins") // a program uses store.UserDir("my-app")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	files, err := store.NewFile(filepath.Join(tmp, "logins"))
	if err != nil {
		log.Fatal(err)
	}
	flow := auth.CodeFlow{AuthURL: "https://idp.example/authorize", TokenURL: "https://idp.example/token", ClientID: "my-app"}
	key, ctx := flow.Key("ann"), context.Background()

	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "at-1", RefreshToken: "rt-1"}) // or from auth.Login
	if err != nil {
		log.Fatal(err)
	}
	if err := auth.Keep(ctx, files, key, tok); err != nil {
		log.Fatal(err)
	}

	// Any number of processes may do this at the same time.
	src := auth.NewLoginSource(flow.Refresh(), nil, auth.WithStore(files, key))
	defer src.Close()
	got, err := src.Token(ctx)
	fmt.Println(got, err)
	// Output: auth.Token{Bearer [redacted], scopes [], expiry unknown, refreshable true} <nil>
}
