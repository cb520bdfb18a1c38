// Command corpus generates a client from every OpenAPI document of a folder, with
// a plain config, and prints a table of what came of each: operations, time,
// memory, lines.
//
//	go run ./cmd/corpus [-vet] folder-or-document…
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"github.com/keywright/keywright/generator/corpus"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	vet := flag.Bool("vet", false, "run go vet over each client, which compiles it")
	one := flag.Bool("one", false, "generate one document and print its row as JSON; used by the command itself, to measure memory")
	flag.Parse()
	var err error
	if *one {
		err = generate(ctx, os.Stdout, flag.Arg(0), flag.Arg(1))
	} else {
		err = table(ctx, os.Stdout, flag.Args(), *vet)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

// generate makes one client in a folder, in a process of its own.
func generate(ctx context.Context, w io.Writer, file, dir string) error {
	row, err := corpus.Generate(ctx, file, dir)
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(row)
}

// table prints a row a document, and the sums.
func table(ctx context.Context, w io.Writer, args []string, vet bool) error {
	files, err := documents(args)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%-44s %10s %8s %6s %9s %9s %9s  %s\n", "document", "operations", "seconds", "MB", "lines", "codecs", "degraded", "result")
	var sum corpus.Row
	good := 0
	for _, file := range files {
		row, mb, err := measured(ctx, file, vet)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		result := "ok"
		if err != nil {
			result, _, _ = strings.Cut(strings.TrimSpace(err.Error()), "\n")
		} else {
			good++
		}
		fmt.Fprintf(w, "%-44s %5d/%-4d %8.2f %6d %9d %9d %9d  %s\n", row.Document, row.Operations, row.Described, row.Time.Seconds(), mb, row.Lines, row.CodecLines, row.Degraded, result)
		sum.Operations += row.Operations
		sum.Described += row.Described
		sum.Time += row.Time
		sum.Lines += row.Lines
		sum.CodecLines += row.CodecLines
		sum.Degraded += row.Degraded
	}
	fmt.Fprintf(w, "%-44s %5d/%-4d %8.2f %6s %9d %9d %9d\n", fmt.Sprintf("%d of %d", good, len(files)), sum.Operations, sum.Described, sum.Time.Seconds(), "", sum.Lines, sum.CodecLines, sum.Degraded)
	if good < len(files) {
		return fmt.Errorf("%d of %d documents failed", len(files)-good, len(files))
	}
	return nil
}

// documents lists the arguments' documents.
func documents(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		list := []string{arg}
		if info.IsDir() {
			if list, err = corpus.Documents(arg); err != nil {
				return nil, err
			}
		}
		files = append(files, list...)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("name a folder with OpenAPI documents, or documents")
	}
	return files, nil
}

// measured generates a document in another process, whose peak of memory is
// told when it ends.
func measured(ctx context.Context, file string, vet bool) (*corpus.Row, int64, error) {
	row := &corpus.Row{Document: file[strings.LastIndexAny(file, `/\`)+1:]}
	dir, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return row, 0, err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return row, 0, err
	}
	cmd := exec.CommandContext(ctx, self, "-one", file, dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return row, 0, fmt.Errorf("%s", strings.TrimPrefix(stderr.String(), "corpus: "))
	}
	if err := json.Unmarshal(out, row); err != nil {
		return row, 0, err
	}
	if row.Operations != row.Described {
		err = fmt.Errorf("%d operations are missing", row.Described-row.Operations)
	} else if vet {
		err = corpus.Vet(ctx, dir)
	}
	return row, peak(cmd.ProcessState), err
}
