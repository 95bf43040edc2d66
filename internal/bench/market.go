package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd     *exec.Cmd
	host    string
	metrics string // address of /metrics, empty when there is none
	log     *os.File
	Ready   time.Duration // from start to the first request that can be served
}

// readyTime bounds the start of a process; a big market takes its time to be made.
const readyTime = 30 * time.Minute

// start runs a program until it says "ready http://HOST".
func start(ctx context.Context, logFile, metrics string, name string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Clean(logFile))
	if err != nil {
		return nil, fmt.Errorf("log of the market: %w", err)
	}
	p := &process{cmd: exec.CommandContext(ctx, name, args...), metrics: metrics, log: log} //nolint:gosec // programs that this run has built
	p.cmd.Stderr = log
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = answerTime
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("output of the market: %w", err), log.Close())
	}
	began := now()
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), log.Close())
	}
	found := make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, host, ok := strings.Cut(lines.Text(), "ready http://"); ok {
				found <- strings.TrimSpace(host)
				break
			}
		}
		_, _ = io.Copy(io.Discard, out) // the process must not block on its output
	}()
	select {
	case host, ok := <-found:
		if !ok {
			return nil, errors.Join(fmt.Errorf("%s ended before it was ready; see %s", name, logFile), p.cmd.Wait(), log.Close())
		}
		p.host, p.Ready = host, now().Sub(began)
		return p, nil
	case <-time.NewTimer(readyTime).C:
		return nil, errors.Join(fmt.Errorf("%s was not ready after %s", name, readyTime), p.stop())
	}
}

// stop ends the process in order and waits for it.
func (p *process) stop() error {
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	return errors.Join(err, p.cmd.Wait(), p.log.Close())
}

// memory returns the resident memory of the process now and at its highest, in bytes;
// zero where the system does not say.
func (p *process) memory() (now, peak int64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	read := func(name string) int64 {
		_, rest, _ := strings.Cut(string(b), name+":")
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			return 0
		}
		n, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			return 0
		}
		return n << 10
	}
	return read("VmRSS"), read("VmHWM")
}

// folderSize returns the bytes of all files under a folder.
func folderSize(dir string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}

// series reads one series from the metrics of the process.
func (p *process) series(ctx context.Context, name string) (float64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.metrics+"/metrics", nil)
	if err != nil {
		return 0, fmt.Errorf("ask metrics: %w", err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, fmt.Errorf("ask metrics: %w", err)
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return 0, fmt.Errorf("read metrics: %w", err)
	}
	for line := range strings.Lines(string(body)) {
		if v, ok := strings.CutPrefix(line, name+" "); ok {
			return strconv.ParseFloat(strings.TrimSpace(v), 64)
		}
	}
	return 0, fmt.Errorf("the metrics have no series %s", name)
}

// caughtUp waits until no event is pending and returns how long that took.
func (p *process) caughtUp(ctx context.Context) (time.Duration, error) {
	began := now()
	for now().Sub(began) < importTime && ctx.Err() == nil {
		n, err := p.series(ctx, "markthalle_events_pending")
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return now().Sub(began), nil
		}
		<-time.NewTimer(20 * time.Millisecond).C
	}
	return 0, errors.Join(errors.New("reactions are still pending"), ctx.Err())
}
