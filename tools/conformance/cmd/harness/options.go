package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// options are the command line of tools/conformance/run.
type options struct {
	// What to run.
	profiles, features, exempt string
	tests                      []string
	scenarios                  optional
	selfTest                   bool
	// How to run it.
	fast, failFast, keep, rbac bool
	manager, crds              string
	timeout                    time.Duration
	report                     string
	// What to run it with.
	managerBinary, envoyBinary string
	managerFlags               list
	// Set by the script.
	root, servers, tools string
}

const usage = `usage: tools/conformance/run [OPTIONS] [TEST ...]

Without --self-test and --scenarios, runs the upstream Gateway API conformance suite.

`

func parseOptions(arguments []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("tools/conformance/run", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flags.PrintDefaults()
	}
	tests := ""
	flags.StringVar(&o.profiles, "profile", "GATEWAY-HTTP,GATEWAY-TCP", "the `PROFILES` to claim")
	flags.StringVar(&o.features, "features", "", "the `FEATURES` to claim beside the profiles' "+
		"core ones, or core for none; default: those in the status of the GatewayClass")
	flags.StringVar(&o.exempt, "exempt", "", "claim all features but these `FEATURES`")
	flags.StringVar(&tests, "tests", "", "`NAME` or regular expression; more may follow")
	flags.Var(&o.scenarios, "scenarios", "run the scenarios; --scenarios=REGEX for some")
	flags.BoolVar(&o.selfTest, "self-test", false, "test the harness itself; needs no manager")
	flags.BoolVar(&o.fast, "fast", false, "give up after 3 s where the suite "+
		"waits for 30; no report")
	flags.BoolVar(&o.failFast, "fail-fast", false, "stop at the first failure of the suite")
	flags.BoolVar(&o.keep, "keep", false, "keep the cluster after the suite until Ctrl-C")
	flags.BoolVar(&o.rbac, "rbac", false, "authorise by RBAC, as real clusters do")
	flags.StringVar(&o.manager, "manager", "process",
		"run the manager as a `process`, or as a deployment from deploy/")
	flags.StringVar(&o.crds, "crds", "experimental", "`CHANNEL`, or RELEASE/CHANNEL, of the CRDs: "+
		"standard or experimental of v1.6.1 or v1.5.1")
	flags.DurationVar(&o.timeout, "timeout", 40*time.Minute, "limit for the whole run")
	flags.StringVar(&o.report, "report", "", "write the official report to this `FILE`")
	flags.StringVar(&o.managerBinary, "manager-binary", "", "this `FILE` instead of Bazel's")
	flags.StringVar(&o.envoyBinary, "envoy-binary", "", "this `FILE` instead of Bazel's")
	flags.Var(&o.managerFlags, "manager-flag", "one more `FLAG` for the manager; repeatable")
	flags.StringVar(&o.root, "root", "", "set by the script")
	flags.StringVar(&o.servers, "servers", "", "set by the script")
	flags.StringVar(&o.tools, "tools", "", "set by the script")
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	o.profiles = strings.ToUpper(o.profiles)
	if tests != "" {
		o.tests = append(o.tests, tests)
	}
	switch {
	case flags.NArg() == 0:
	case o.scenarios.given && tests == "" && o.scenarios.value == "":
		o.scenarios.value = strings.Join(flags.Args(), "|")
	default:
		o.tests = append(o.tests, flags.Args()...)
	}
	return o, o.check()
}

func (o *options) check() error {
	partial := o.fast || len(o.tests) > 0
	switch {
	case o.manager != "process" && o.manager != "deployment":
		return fmt.Errorf("--manager is process or deployment, not %s", o.manager)
	case o.features != "" && o.exempt != "":
		return errors.New("--features and --exempt exclude each other")
	case o.report != "" && partial:
		return errors.New("a report is true for the whole suite with its own limits only: " +
			"no --report with --fast or --tests")
	case o.servers == "" || o.tools == "":
		return errors.New("start tools/conformance/run, which finds the programs")
	}
	return nil
}

// runsSuite tells whether the upstream suite is wanted.
func (o *options) runsSuite() bool {
	return !o.selfTest && !o.scenarios.given || len(o.tests) > 0
}

// bundle is the release and the channel of the CRDs.
func (o *options) bundle() (release, channel string) {
	if release, channel, found := strings.Cut(o.crds, "/"); found {
		return release, channel
	}
	return defaultRelease, o.crds
}

// optional is a flag with a value that may be left out.
type optional struct {
	given bool
	value string
}

func (v *optional) String() string   { return v.value }
func (v *optional) IsBoolFlag() bool { return true }
func (v *optional) Set(text string) error {
	v.given = text != "false"
	if text != "true" && text != "false" {
		v.value = text
	}
	return nil
}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, " ") }
func (l *list) Set(text string) error {
	*l = append(*l, text)
	return nil
}
