package auth_test

// example_login_test.go shows each way to log a user in, and how to write a
// Store. The examples compile; those that need a user or a network don't run.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func ExampleLogin() {
	flow := auth.CodeFlow{
		AuthURL:  "https://idp.example/oauth/authorize",
		TokenURL: "https://idp.example/oauth/token",
		ClientID: "my-app", // a public client: PKCE takes the secret's place
		Scopes:   []string{"view-user-profile", "view-private-reports"},
		// Registered with the provider, byte for byte.
		RedirectURI: "http://127.0.0.1:8123/callback",
	}
	tok, err := auth.Login(context.Background(), auth.LoginConfig{CodeFlow: flow})
	switch {
	case errors.Is(err, auth.ErrDenied):
		log.Fatal("without your consent there is nothing to show")
	case err != nil:
		log.Fatal(err)
	}
	if missing := tok.Missing(flow.Scopes...); missing != nil {
		fmt.Println("not granted, so left out:", missing)
	}
	src := auth.NewLoginSource(flow.Refresh(), tok)
	defer src.Close()
}

// A provider that wants https on localhost gets it with a certificate made on
// the spot; where no browser can come back, the user pastes the address it
// ended on.
func ExampleLogin_paste() {
	cfg := auth.LoginConfig{
		CodeFlow: auth.CodeFlow{
			AuthURL: "https://oauth.battle.net/authorize", TokenURL: "https://oauth.battle.net/token",
			ClientID: "my-app", ClientSecret: auth.Secret(os.Getenv("BATTLENET_CLIENT_SECRET")),
			Scopes: []string{"openid", "wow.profile"}, SendScope: true,
			RedirectURI: "https://localhost:8443/callback",
		},
		Paste: auth.PasteFrom(os.Stdin),
	}
	cfg.NoListener = os.Getenv("SSH_CONNECTION") != "" // the browser is on another machine
	tok, err := auth.Login(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tok)
}

func ExampleDeviceCode() {
	device := &auth.DeviceCode{
		DeviceURL: "https://idp.example/device", TokenURL: "https://idp.example/token", ClientID: "my-tv",
		Prompt: func(_ context.Context, p auth.DevicePrompt) error {
			_, err := fmt.Printf("Open %s and type %s before %s\n", p.VerificationURL, p.UserCode, p.Expiry.Format(time.Kitchen))
			return err
		},
	}
	tok, err := device.Token(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	src := auth.NewLoginSource(device.Refresh(), tok)
	defer src.Close()
}

// A provider that gives no refresh token can't renew a login. The Source says
// so while the token still works, which is the time to ask the user.
func ExampleNewLoginSource() {
	var flow auth.CodeFlow // as in the example of Login
	var tok *auth.Token    // what Login returned
	src := auth.NewLoginSource(flow.Refresh(), tok, auth.OnRefresh(func(e auth.RefreshEvent) {
		if e.Reason == auth.ReasonEarly && errors.Is(e.Err, auth.ErrReauthorize) {
			fmt.Println("your login ends soon: please log in again")
		}
	}))
	defer src.Close()
}

func ExampleNewWebLogin() {
	login, err := auth.NewWebLogin(auth.WebLoginConfig{
		CodeFlow: auth.CodeFlow{
			AuthURL: "https://idp.example/oauth/authorize", TokenURL: "https://idp.example/oauth/token",
			ClientID: "my-site", ClientSecret: auth.Secret(os.Getenv("CLIENT_SECRET")),
			RedirectURI: "https://my-site.example/login/callback",
		},
		Keys: []auth.Secret{auth.Secret(os.Getenv("LOGIN_KEY"))}, // 32 random bytes
		Done: func(w http.ResponseWriter, r *http.Request, tok *auth.Token) error {
			// Find the session in r, give it a new id, keep tok with it.
			http.SetCookie(w, &http.Cookie{Name: "__Host-session", Value: "new id", Path: "/", Secure: true, HttpOnly: true})
			return nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/login", login.Start()) // link to /login?return=/reports/7
	http.Handle("/login/callback", login.Callback())
}

// mapStore is a Store of one's own: three methods over whatever keeps bytes.
//
// Over Redis, Load and Save are GET and SET of the encoded token under
// key.String(), and Lock is SET NX PX with a random value that unlock compares
// before it deletes (one Lua script), tried again until ctx ends; let the lock
// live for longer than a token request may take. Over a keyring, Load and Save
// are its get and set with key.String() as the account, and Lock is that of
// auth/store, since keyrings have none.
type mapStore struct {
	data  sync.Map // string → []byte
	locks sync.Map // string → chan struct{}
}

func (s *mapStore) Load(_ context.Context, key auth.Key) (*auth.Token, error) {
	b, ok := s.data.Load(key.String())
	if !ok {
		return nil, nil
	}
	return auth.DecodeToken(b.([]byte))
}

func (s *mapStore) Save(_ context.Context, key auth.Key, t *auth.Token) error {
	b, err := auth.EncodeToken(t)
	if err == nil {
		s.data.Store(key.String(), b)
	}
	return err
}

func (s *mapStore) Lock(ctx context.Context, key auth.Key) (func() error, error) {
	l, _ := s.locks.LoadOrStore(key.String(), make(chan struct{}, 1))
	select {
	case l.(chan struct{}) <- struct{}{}:
		return func() error { <-l.(chan struct{}); return nil }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func ExampleStore() {
	store, ctx := new(mapStore), context.Background()
	key := auth.Key{Issuer: "https://idp.example", Client: "my-app", Account: "ann"}
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "at-1", Expiry: time.Now().Add(time.Hour)}) // or from Login
	if err != nil {
		log.Fatal(err)
	}
	if err := auth.Keep(ctx, store, key, tok); err != nil {
		log.Fatal(err)
	}

	// Later, perhaps in another process:
	src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: "https://idp.example/token", ClientID: "my-app"}, nil, auth.WithStore(store, key))
	defer src.Close()
	got, err := src.Token(ctx)
	fmt.Println(got.AccessToken() == tok.AccessToken(), err)
	// Output: true <nil>
}
