package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers/typesensed"
	"github.com/markthalle/markthalle/internal/relevance"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/bleve/plain"
	"github.com/markthalle/markthalle/search/typesense"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "relevance:", err)
		os.Exit(1)
	}
}

type options struct {
	data, typesense, set, subject, judged, catalogue, query string
	losers                                                  int
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	var o options
	flags := flag.NewFlagSet("relevance", flag.ContinueOnError)
	flags.StringVar(&o.data, "data", os.Getenv("MARKTHALLE_TEST_DATA"), "folder of public data")
	flags.StringVar(&o.typesense, "typesense", os.Getenv("MARKTHALLE_TEST_TYPESENSE_BIN"), "program of a Typesense server")
	flags.StringVar(&o.set, "set", "", "only this set")
	flags.StringVar(&o.subject, "subject", "", "only this subject")
	flags.StringVar(&o.judged, "judged", "", "judged queries of one's own: CSV with query, document, grade, locale")
	flags.StringVar(&o.catalogue, "catalogue", "", "the catalogue of these queries: JSON lines with id, title, brand, description, categories")
	flags.StringVar(&o.query, "query", "", "show what is found for this text instead of measuring")
	flags.IntVar(&o.losers, "losers", 10, "how many of the worst queries are named")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sets, err := o.sets()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "relevance-")
	if err != nil {
		return fmt.Errorf("folder of the indexes: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	subjects, end, err := o.subjects(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	var outcomes []relevance.Outcome
	for _, set := range sets {
		for _, s := range subjects {
			if (o.set != "" && o.set != set.Name) || (o.subject != "" && o.subject != s.name) {
				continue
			}
			if o.query != "" {
				if err := show(ctx, out, s, set, o.query); err != nil {
					return err
				}
				continue
			}
			r, err := relevance.Measure(ctx, s.name, s.Subject, set)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, r)
		}
	}
	if o.query != "" {
		return nil
	}
	return relevance.Write(out, outcomes, o.losers)
}

// show prints what a subject finds for a text in the catalogue of a set.
func show(ctx context.Context, out io.Writer, s named, set relevance.Set, text string) error {
	if err := s.Load(ctx, set.Documents); err != nil {
		return err
	}
	found, err := s.Find(ctx, text, markthalle.English, 10)
	if err != nil {
		return err
	}
	title := map[string]string{}
	for i := range set.Documents {
		title[set.Documents[i].Product] = set.Documents[i].Title[0].Value
	}
	_, err = fmt.Fprintf(out, "%s, %s: %q\n", set.Name, s.name, text)
	for i, id := range found {
		if err == nil {
			_, err = fmt.Fprintf(out, "%4d  %s  %s\n", i+1, id, title[id])
		}
	}
	if ours, ok := s.Subject.(relevance.Ours); ok && err == nil {
		r, asked := ours.Engine.Search(ctx, search.Query{Text: text, Locale: markthalle.English})
		_, err = fmt.Fprintf(out, "      stage %s, total %d, corrected %q, dropped %q\n", r.Stage, r.Total, r.CorrectedQuery, r.Dropped)
		err = errors.Join(err, asked)
	}
	return err
}

func (o options) sets() (_ []relevance.Set, err error) {
	if o.judged == "" {
		return relevance.Sets(o.data)
	}
	judged, err := os.Open(o.judged)
	if err != nil {
		return nil, fmt.Errorf("judged queries: %w", err)
	}
	defer func() { err = errors.Join(err, judged.Close()) }()
	catalogue, err := os.Open(o.catalogue)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	defer func() { err = errors.Join(err, catalogue.Close()) }()
	s, err := relevance.Read(filepath.Base(o.judged), judged, catalogue)
	return []relevance.Set{s}, err
}

type named struct {
	name string
	relevance.Subject
}

// subjects opens what is measured.
func (o options) subjects(ctx context.Context, dir string) ([]named, func() error, error) {
	own, err := bleve.Open(filepath.Join(dir, "own"), bleve.Options{})
	if err != nil {
		return nil, nil, err
	}
	theirs := plain.New(dir)
	out := []named{{"embedded", relevance.Ours{Engine: own}}, {"plain Bleve", relevance.PlainBleve{Index: theirs}}}
	end := func() error { return errors.Join(own.Close(), theirs.Close()) }
	if o.typesense == "" {
		return out, end, nil
	}
	server, err := typesensed.Start(o.typesense) //nolint:contextcheck // the server is stopped by end, also when ctx has ended
	if err != nil {
		return nil, nil, errors.Join(err, end())
	}
	engine, err := typesense.Open(ctx, typesense.Options{Nodes: []string{server.URL()}, Key: typesensed.Key})
	if err == nil {
		err = typesensed.Await(ctx, engine.Ready)
	}
	if err != nil {
		server.Stop()
		return nil, nil, errors.Join(err, end())
	}
	out = append(out, named{"Typesense", relevance.Ours{Engine: engine}},
		named{"plain Typesense", relevance.PlainTypesense{URL: server.URL(), Key: typesensed.Key}})
	return out, func() error {
		err := errors.Join(engine.Close(), end())
		server.Stop()
		return err
	}, nil
}
