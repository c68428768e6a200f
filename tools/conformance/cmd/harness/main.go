// Command harness is the greater part of tools/conformance/run, which builds and starts it: it
// enters a sandbox, starts a cluster and the control plane in it, runs tests, and tells how they
// ended.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"meshgate/tools/conformance/internal/sandbox"
	"meshgate/tools/conformance/internal/verdict"
)

// folderVariable carries the folder of the run into the sandbox.
const folderVariable = "CONFORMANCE_FOLDER"

func main() {
	o, err := parseOptions(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err == nil && !sandbox.Inside() && os.Getenv(folderVariable) == "" {
		err = prepareOutside(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tools/conformance/run:", err)
		os.Exit(2)
	}
	sandbox.Enter()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	count, err := run(ctx, o, os.Getenv(folderVariable))
	if err != nil {
		fmt.Println(err)
		count.Add(verdict.Count{Failed: 1})
	}
	removeCopies(os.Getenv(folderVariable))
	fmt.Println("logs:", os.Getenv(folderVariable))
	fmt.Println(count)
	if !count.OK() {
		os.Exit(1)
	}
}

// prepareOutside does what a sandbox without a network does not allow.
func prepareOutside(o *options) error {
	if o.runsSuite() || o.scenarios.given {
		if err := findPrograms(o); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "meshgate-conformance-")
	if err != nil {
		return err
	}
	// Pods run as other users at times.
	if err := os.Chmod(folder, 0o755); err != nil {
		return err
	}
	return os.Setenv(folderVariable, folder)
}

// run runs what the options ask for, one after the other. Its error is trouble of the harness, not
// a failed test.
func run(ctx context.Context, o *options, folder string) (verdict.Count, error) {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	var total verdict.Count
	known, err := localImages(o, folder)
	if err != nil {
		return total, err
	}
	if o.selfTest {
		binaries, err := filepath.Glob(filepath.Join(o.tools, "unit", "*.test"))
		if err != nil || len(binaries) == 0 {
			return total, errors.Join(errors.New("there are no unit tests"), err)
		}
		for _, binary := range binaries {
			count, err := runTests(ctx, o, folder, testRun{binary: binary, folder: "unit"})
			total.Add(count)
			if err != nil {
				return total, err
			}
		}
	}
	if filter := scenarioFilter(o); filter != "" {
		count, err := runScenarios(ctx, o, folder, known, filter)
		total.Add(count)
		if err != nil {
			return total, err
		}
	}
	if o.runsSuite() {
		count, err := runSuite(ctx, o, folder, known)
		total.Add(count)
		if err != nil {
			return total, err
		}
	}
	if o.keep {
		return total, nil // the user has ended it
	}
	return total, ctx.Err()
}

// scenarioFilter is the regular expression of the scenarios to run, or empty for none.
func scenarioFilter(o *options) string {
	switch {
	case o.scenarios.given && o.scenarios.value != "":
		return o.scenarios.value
	case o.scenarios.given:
		return "."
	case o.selfTest:
		return "^TestHarness"
	}
	return ""
}
