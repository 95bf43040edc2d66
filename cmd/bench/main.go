package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/markthalle/markthalle/internal/bench"
	"github.com/markthalle/markthalle/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// mongoURI names a MongoDB to measure on as well; its database is left as it ends up.
const mongoURI = "MARKTHALLE_TEST_MONGO_URI"

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 1 && args[0] == "hello" {
		return hello(ctx, out)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "a small market and short measurements: proves that it runs, the figures mean little")
	vendors := flags.Int("vendors", 36, "vendors of the market")
	products := flags.Int("products", 1500, "products of the market")
	each := flags.Duration("each", 5*time.Second, "time for each figure")
	rows := flags.Int("rows", 5000, "rows of the imports")
	data := flags.String("search", "", "measure search instead, over the public catalogues in this folder")
	generate := flags.Int("generate", 0, "measure search over a generated market with so many offers")
	typesense := flags.String("typesense", os.Getenv("MARKTHALLE_TEST_TYPESENSE_BIN"), "program of a Typesense server, with -search")
	queries := flags.Int("queries", 2000, "different searches of each kind, with -search")
	folder := flags.String("out", filepath.Join(".cache", "bench"), "folder of reports, and of the market while it is measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := bench.Options{
		Folder: *folder, Vendors: *vendors, Products: *products, Connections: []int{1, 8, 32}, Each: *each, Rows: *rows,
		Say: func(format string, a ...any) { fmt.Fprintf(out, format, a...) },
	}
	if *quick {
		o.Vendors, o.Products, o.Connections, o.Each, o.Rows = 12, 40, []int{1, 8}, 200*time.Millisecond, 200
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	o.Hello = []string{self, "hello"}
	if o.Binary, err = build(ctx, o.Folder); err != nil {
		return err
	}
	if *data != "" || *generate > 0 {
		r, err := bench.RunSearch(ctx, bench.SearchOptions{Options: o, Data: *data, Generate: *generate, Typesense: *typesense, Queries: *queries})
		return finish(out, r, o.Folder, err)
	}
	stores := []string{""}
	if uri := os.Getenv(mongoURI); uri != "" {
		stores = append(stores, uri)
	}
	for _, o.Store = range stores {
		r, err := bench.Run(ctx, o)
		if err := finish(out, r, o.Folder, err); err != nil {
			return err
		}
	}
	return nil
}

// finish stores and prints a report, also of a run that failed.
func finish(out io.Writer, r bench.Report, folder string, err error) error {
	name, saved := r.Save(folder)
	if err = errors.Join(err, saved); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if err := r.WriteText(out); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nstored as %s.txt and .json\n", name)
	return nil
}

// build makes the market's binary, as it is released.
func build(ctx context.Context, folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", fmt.Errorf("folder of the run: %w", err)
	}
	binary, err := filepath.Abs(filepath.Join(folder, "markthalle"))
	if err != nil {
		return "", fmt.Errorf("folder of the run: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/markthalle") //nolint:gosec // the folder is the one who measures names
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the market: %w", err)
	}
	return binary, nil
}

// hello serves the machine's reference.
func hello(ctx context.Context, out io.Writer) error {
	l, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "ready http://%s\n", l.Addr())
	return server.Hello(ctx, l)
}
