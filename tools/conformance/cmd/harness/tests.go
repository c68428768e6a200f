package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/verdict"
)

// testRun is one run of a test binary.
type testRun struct {
	binary    string
	arguments []string
	env       []string
	// folder is where the output goes, below the folder of the whole run.
	folder string
	// observe sees each result once the binary has ended, with the folder of its logs.
	observe func(result *verdict.Result, folder string)
}

// endGrace is what a test binary gets to clean up when the run is interrupted.
const endGrace = 20 * time.Second

// runTests runs a test binary, keeps the output of each test in a file of its own, and prints what
// failed.
func runTests(ctx context.Context, o *options, folder string, r testRun) (verdict.Count, error) {
	name := strings.TrimSuffix(filepath.Base(r.binary), ".test")
	place := filepath.Join(folder, r.folder)
	if err := os.MkdirAll(place, 0o755); err != nil {
		return verdict.Count{}, err
	}
	whole, err := os.Create(filepath.Join(place, name+".log"))
	if err != nil {
		return verdict.Count{}, err
	}
	defer whole.Close()
	arguments := []string{verdict.Flag, "-test.timeout=" + o.timeout.String()}
	arguments = append(arguments, r.arguments...)
	cmd := exec.CommandContext(ctx, r.binary, arguments...)
	cmd.Dir = place
	cmd.Env = append(os.Environ(), r.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endGrace
	output, input := io.Pipe()
	cmd.Stdout, cmd.Stderr = input, input
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Run()
		input.Close()
	}()
	run, err := verdict.Read(output, func(line string) {
		fmt.Fprintln(whole, line)
		if isOutcome(line) {
			fmt.Println(line)
		}
	})
	if err != nil {
		return verdict.Count{}, err
	}
	failure := <-ended
	count := run.Count()
	if failure != nil && count.Failed == 0 {
		count.Failed++
		fmt.Printf("%s: %v\n%s\n", name, failure, strings.Join(run.Loose, "\n"))
	}
	for _, result := range run.Counted() {
		if err := keep(result, place, r); err != nil {
			return count, err
		}
		if result.Outcome != "PASS" && result.Outcome != "SKIP" {
			fmt.Println(strings.Join(result.Summary(), "\n"))
		}
	}
	if run.Verdict == "" && len(run.Loose) > 0 {
		fmt.Println(strings.Join(run.Loose[max(0, len(run.Loose)-20):], "\n"))
	}
	return count, nil
}

// isOutcome tells whether a line says how a whole test ended that was not skipped.
func isOutcome(line string) bool {
	line = strings.Replace(line, "TestConformance/", "", 1)
	return (strings.HasPrefix(line, "--- PASS: ") || strings.HasPrefix(line, "--- FAIL: ")) &&
		!strings.Contains(line, "/")
}

func keep(result *verdict.Result, place string, r testRun) error {
	folder := filepath.Join(place, filepath.Base(result.Name))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	text := strings.Join(result.Output, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(folder, "test.log"), []byte(text), 0o644); err != nil {
		return err
	}
	if r.observe != nil {
		r.observe(result, folder)
	}
	return nil
}

// runScenarios runs the tests that make clusters of their own.
func runScenarios(ctx context.Context, o *options, folder string, known images.Map,
	filter string) (verdict.Count, error) {
	imagesFile := filepath.Join(folder, "images.json")
	if err := known.Save(imagesFile); err != nil {
		return verdict.Count{}, err
	}
	binaries := filepath.Join(folder, "binaries")
	if err := linkBinaries(o, binaries); err != nil {
		return verdict.Count{}, err
	}
	return runTests(ctx, o, folder, testRun{
		binary:    filepath.Join(o.tools, "scenarios.test"),
		arguments: []string{"-test.run=" + filter},
		folder:    "scenarios",
		env: []string{
			cluster.BinariesVariable + "=" + binaries,
			cluster.CRDsVariable + "=" + filepath.Join(o.servers, "crds"),
			cluster.LogsVariable + "=" + filepath.Join(folder, "scenarios"),
			cluster.ImagesVariable + "=" + imagesFile,
		},
	})
}

// linkBinaries makes one folder of all programs of the cluster.
func linkBinaries(o *options, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, program := range []string{
		filepath.Join(o.servers, "etcd"),
		filepath.Join(o.servers, "kube-apiserver"),
		filepath.Join(o.servers, "kube-controller-manager"),
		filepath.Join(o.tools, "box"),
	} {
		link := filepath.Join(folder, filepath.Base(program))
		if _, err := os.Lstat(link); err == nil {
			continue
		}
		if err := os.Symlink(program, link); err != nil {
			return err
		}
	}
	return nil
}
