// Package process starts programs with a log file each and stops exactly those.
package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"meshgate/tools/conformance/internal/box/podlog"
)

// outputLimit is how long the output may outlive the program, in the hands of its children.
const outputLimit = time.Second

// Process is one started program, the leader of a process group of its own.
type Process struct {
	Name    string
	LogFile string
	cmd     *exec.Cmd
	done    chan struct{}
	err     error
}

// Start runs argv with this process's environment and env. Its output is appended to logFile with a
// time stamp for each line, in the form of package podlog.
func Start(name, logFile string, env []string, argv ...string) (*Process, error) {
	if err := os.MkdirAll(filepath.Dir(logFile), 0o755); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	output, input := io.Pipe()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = input, input
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = outputLimit
	if err := cmd.Start(); err != nil {
		log.Close()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p := &Process{Name: name, LogFile: logFile, cmd: cmd, done: make(chan struct{})}
	copied := make(chan error, 1)
	go func() { copied <- errors.Join(podlog.Copy(log, output), log.Close()) }()
	go func() {
		err := cmd.Wait()
		input.Close()
		p.err = errors.Join(err, <-copied)
		close(p.done)
	}()
	return p, nil
}

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Pid is the program's process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Signal sends a signal to the program, not to its children.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

// Kill ends the program and its children at once, as a crash would.
func (p *Process) Kill() { p.Stop(0) }

// Stop asks the program to end and ends it with its process group after the grace time.
func (p *Process) Stop(grace time.Duration) {
	if grace > 0 {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(grace):
		}
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// Failure describes a program that ended by itself, with the end of its log.
func (p *Process) Failure() error {
	return fmt.Errorf("%s ended (%v); the end of %s:\n%s", p.Name, p.err, p.LogFile,
		Tail(p.LogFile, 8))
}

// Tail returns the last lines of a file.
func Tail(file string, lines int) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
