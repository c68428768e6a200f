package process

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// limit is how long the tests wait for what must come.
const limit = 10 * time.Second

func start(t *testing.T, script string) *Process {
	t.Helper()
	p, err := Start("sh", filepath.Join(t.TempDir(), "logs", "sh.log"), []string{"WORD=hello"},
		"/bin/sh", "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func awaitLog(t *testing.T, p *Process, text string) {
	t.Helper()
	for end := time.Now().Add(limit); !strings.Contains(Tail(p.LogFile, 99), text); {
		if time.Now().After(end) {
			t.Fatalf("the log lacks %q: %q", text, Tail(p.LogFile, 99))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestStopEndsTheWholeGroup(t *testing.T) {
	p := start(t, "sleep 1000 & echo $WORD; wait")
	awaitLog(t, p, "Z hello") // with its stamp
	p.Stop(limit)
	for end := time.Now().Add(limit); syscall.Kill(-p.Pid(), 0) == nil; { // until init collects it
		if time.Now().After(end) {
			t.Fatal("a child outlives its group")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestStopAsksBeforeItKills(t *testing.T) {
	p := start(t, `trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.01; done`)
	awaitLog(t, p, "ready")
	p.Stop(limit)
	if log := Tail(p.LogFile, 1); !strings.Contains(log, "asked") {
		t.Errorf("%q", log)
	}
}

func TestFailureShowsTheEndOfTheLog(t *testing.T) {
	p := start(t, "echo the reason; exit 3")
	select {
	case <-p.Done():
	case <-time.After(limit):
		t.Fatal("it does not end")
	}
	text := p.Failure().Error()
	if !strings.Contains(text, "exit status 3") || !strings.Contains(text, "the reason") {
		t.Error(text)
	}
}

func TestStartOfNothing(t *testing.T) {
	if _, err := Start("no", filepath.Join(t.TempDir(), "log"), nil, "/nonexistent"); err == nil {
		t.Error("a program that is absent starts")
	}
}
