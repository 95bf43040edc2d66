// Command testsum reads the output of go test -json and says what happened: go's own
// line for each package, everything that failing tests printed, and how many tests
// passed, failed and were skipped.
//
//	go test -json ./... | testsum [-tally FILE] [-may-skip WORD]
//
// It exits with 1 when a test or a package failed, when a test was skipped (unless what
// it printed contains the -may-skip word), and when no test ran at all: a suite in
// which nothing ran is no proof. With -tally it appends "passed failed skipped" to a
// file, from which the pipeline adds up its closing line. A test with subtests counts
// by its subtests, so that no result is counted twice.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	// ImportPath is set instead of Package on lines of the compiler.
	ImportPath string
}

type key struct{ pkg, test string }

type tally struct {
	passed, failed, skipped int
	refused                 []string // skips without leave
}

func main() {
	file := flag.String("tally", "", "file to append the counts to")
	maySkip := flag.String("may-skip", "", "a test that prints this word may be skipped")
	flag.Parse()

	sum, err := read(os.Stdin, os.Stdout, *maySkip)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		os.Exit(1)
	}
	if *file != "" {
		if err := record(*file, sum); err != nil {
			fmt.Fprintln(os.Stderr, "testsum:", err)
			os.Exit(1)
		}
	}
	for _, s := range sum.refused {
		fmt.Println("skipped, and nothing may skip here:", s)
	}
	if sum.passed == 0 {
		fmt.Println("no test ran")
	}
	if sum.failed > 0 || len(sum.refused) > 0 || sum.passed == 0 {
		os.Exit(1)
	}
}

// read follows the events of a run and prints what a person wants to see of it.
func read(in io.Reader, out io.Writer, maySkip string) (tally, error) {
	var sum tally
	printed := map[key]*strings.Builder{}
	parents := map[key]bool{}
	result := map[key]string{}
	broken := map[string]bool{} // packages that failed
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(out, line) // not an event: the go command speaks for itself
			} else {
				k := key{e.Package + e.ImportPath, e.Test}
				e.follow(k, out, printed, parents, result, broken)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return sum, err
		}
	}
	for k, r := range result {
		if parents[k] && (r == "pass" || r == "fail" && childFailed(k, result)) {
			continue // its subtests tell
		}
		sum.count(k, r, printed[k].String(), maySkip)
	}
	for pkg := range broken { // a package that failed without a failing test: build, panic, exit
		if !slices.ContainsFunc(keysOf(result), func(k key) bool { return k.pkg == pkg && result[k] == "fail" }) {
			sum.failed++
		}
	}
	slices.Sort(sum.refused)
	return sum, nil
}

func (e event) follow(k key, out io.Writer, printed map[key]*strings.Builder, parents map[key]bool, result map[key]string, broken map[string]bool) {
	if printed[k] == nil {
		printed[k] = &strings.Builder{}
	}
	switch e.Action {
	case "output", "build-output":
		printed[k].WriteString(e.Output)
		if e.Test == "" && packageLine(e.Output) || e.Action == "build-output" {
			fmt.Fprint(out, e.Output)
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			if e.Action == "fail" {
				broken[k.pkg] = true
				for line := range strings.Lines(printed[k].String()) { // a panic, an exit, a race
					if !packageLine(line) {
						fmt.Fprint(out, line)
					}
				}
			}
			return
		}
		if i := strings.LastIndex(e.Test, "/"); i > 0 {
			parents[key{k.pkg, e.Test[:i]}] = true
		}
		result[k] = e.Action
		if e.Action == "fail" {
			fmt.Fprint(out, printed[k].String())
		}
	case "start":
		printed[k].Reset()
	}
}

// packageLine reports whether a line is go's own word on a package.
func packageLine(line string) bool {
	return strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "FAIL\t") || strings.HasPrefix(line, "?")
}

func (s *tally) count(k key, result, printed, maySkip string) {
	switch result {
	case "pass":
		s.passed++
	case "fail":
		s.failed++
	case "skip":
		s.skipped++
		if maySkip == "" || !strings.Contains(printed, maySkip) {
			s.refused = append(s.refused, k.pkg+" "+k.test)
		}
	}
}

func childFailed(parent key, result map[key]string) bool {
	return slices.ContainsFunc(keysOf(result), func(k key) bool {
		return k.pkg == parent.pkg && strings.HasPrefix(k.test, parent.test+"/") && result[k] == "fail"
	})
}

func keysOf(m map[key]string) []key {
	out := make([]key, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

func record(file string, s tally) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(f, s.passed, s.failed, s.skipped); err != nil {
		return err
	}
	return f.Close()
}
