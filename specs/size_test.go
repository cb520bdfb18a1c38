// What a program pays for a client of which it uses one service.

package specs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program calls one operation of the largest client.
const program = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/keywright/keywright/generated/wow"
)

func main() {
	c, err := wow.New(wow.WithCredentialsFromEnv("BNET"))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer c.Close()
	fmt.Println(c.Realm.Get(context.Background(), "argent-dawn"))
}
`

// linkedLimit bounds the linked program, in bytes. What isn't called has to
// stay out of it.
const linkedLimit = 12_000_000

func TestLinkedSize(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("links a program")
	}
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", info.Size())
	if info.Size() >= linkedLimit {
		t.Errorf("the program has %d bytes, want less than %d", info.Size(), linkedLimit)
	}
}
