package bench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Report is what a run measured, and on what.
type Report struct {
	At      time.Time `json:"at"`
	Command string    `json:"command"`
	Machine Machine   `json:"machine"`
	Store   string    `json:"store"` // the kind of store, never its address

	Vendors     int     `json:"vendors"`
	Products    int     `json:"products"`
	FirstStart  float64 `json:"first_start_seconds"`  // makes the market, until it is ready
	SecondStart float64 `json:"second_start_seconds"` // with data present
	Backlog     float64 `json:"backlog_seconds"`      // until all reactions to the last checkouts had run
	Indexed     float64 `json:"indexed_seconds"`      // until all reactions to the imports had run

	Figures []Figure `json:"figures"`
	Memory  []Memory `json:"memory"`
}

// Machine is what the figures depend on.
type Machine struct {
	System    string `json:"system"`
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Go        string `json:"go"`
	Load      string `json:"load"` // the system's load averages before the run
}

// Memory is what the process and its database took at one moment, in bytes.
type Memory struct {
	When     string `json:"when"`
	Resident int64  `json:"resident_bytes"`
	Peak     int64  `json:"peak_bytes"`
	Database int64  `json:"database_bytes,omitempty"`
}

func newReport(o Options) Report {
	kind, _, _ := strings.Cut(o.Store, ":")
	if kind == "" {
		kind = "sqlite"
	}
	return Report{
		At: now().UTC().Truncate(time.Second), Command: strings.Join(os.Args, " "), Store: kind, Vendors: o.Vendors, Products: o.Products,
		Machine: Machine{
			System: runtime.GOOS + "/" + runtime.GOARCH, Processor: processor(), Cores: runtime.NumCPU(), Go: runtime.Version(), Load: loadAverage(),
		},
	}
}

// processor names the processor where the system says it.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	fields := strings.Fields(string(b))
	return strings.Join(fields[:min(3, len(fields))], " ")
}

func (f Figure) line() string {
	if f.P50 == 0 && f.P99 == 0 {
		return fmt.Sprintf("%-24s %4d  %9.0f/s  %s\n", f.Name, f.Connections, f.PerSecond, f.Note)
	}
	refused := ""
	if f.Refused > 0 {
		refused = fmt.Sprintf(", %d of %d refused", f.Refused, f.Requests)
	}
	return fmt.Sprintf("%-24s %4d  %9.0f/s  p50 %8.2f  p95 %8.2f  p99 %8.2f ms%s\n", f.Name, f.Connections, f.PerSecond, f.P50, f.P95, f.P99, refused)
}

// WriteText writes the report as a table.
func (r Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n%s\n%s, %d × %s, %s, load before %s\n", r.Command, r.At.Format(time.RFC3339), r.Machine.System,
		r.Machine.Cores, r.Machine.Processor, r.Machine.Go, r.Machine.Load)
	fmt.Fprintf(b, "store %s, %d vendors, %d products; first start %.1f s, with data %.2f s\n\n", r.Store, r.Vendors, r.Products, r.FirstStart, r.SecondStart)
	for _, f := range r.Figures {
		fmt.Fprint(b, f.line())
	}
	fmt.Fprintf(b, "\nreactions to the last orders had run after %.2f s, to the imports after %.2f s\n", r.Backlog, r.Indexed)
	for _, m := range r.Memory {
		fmt.Fprintf(b, "%-16s resident %6.1f MB, peak %6.1f MB, database %7.1f MB\n", m.When, mega(m.Resident), mega(m.Peak), mega(m.Database))
	}
	return b.Flush()
}

func mega(n int64) float64 { return float64(n) / 1e6 }

// Save writes the report as text and as JSON into a folder, named after its time and
// its store, and returns the name without its ending.
func (r Report) Save(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", fmt.Errorf("folder of reports: %w", err)
	}
	name := filepath.Join(folder, r.At.Format("20060102-150405")+"-"+r.Store)
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return "", fmt.Errorf("encode report: %w", err)
	}
	if err := os.WriteFile(name+".json", append(data, '\n'), 0o600); err != nil {
		return "", fmt.Errorf("store report: %w", err)
	}
	f, err := os.Create(filepath.Clean(name + ".txt"))
	if err != nil {
		return "", fmt.Errorf("store report: %w", err)
	}
	return name, errors.Join(r.WriteText(f), f.Close())
}
