package main

import (
	"reflect"
	"slices"
	"testing"
)

func parse(t *testing.T, arguments ...string) (*options, error) {
	t.Helper()
	return parseOptions(append([]string{"--servers=s", "--tools=t"}, arguments...))
}

func TestWhatRuns(t *testing.T) {
	for _, test := range []struct {
		arguments []string
		suite     bool
		scenarios string
		tests     []string
	}{
		{nil, true, "", nil},
		{[]string{"--tests", "A", "B"}, true, "", []string{"A", "B"}},
		{[]string{"A", "B"}, true, "", []string{"A", "B"}},
		{[]string{"--self-test"}, false, "^TestHarness", nil},
		{[]string{"--scenarios"}, false, ".", nil},
		{[]string{"--scenarios=Stall"}, false, "Stall", nil},
		{[]string{"--scenarios", "Stall", "Cut"}, false, "Stall|Cut", nil},
		{[]string{"--scenarios", "--tests", "A"}, true, ".", []string{"A"}},
		{[]string{"--self-test", "--scenarios"}, false, ".", nil},
	} {
		o, err := parse(t, test.arguments...)
		if err != nil {
			t.Errorf("%q: %v", test.arguments, err)
			continue
		}
		if o.runsSuite() != test.suite || scenarioFilter(o) != test.scenarios ||
			!reflect.DeepEqual(o.tests, test.tests) {
			t.Errorf("%q: suite %v, scenarios %q, tests %q", test.arguments, o.runsSuite(),
				scenarioFilter(o), o.tests)
		}
	}
}

func TestRefusedOptions(t *testing.T) {
	for _, arguments := range [][]string{
		{"--manager=docker"},
		{"--features=A", "--exempt=B"},
		{"--report=r.yaml", "--fast"},
		{"--report=r.yaml", "--tests", "A"},
	} {
		if _, err := parse(t, arguments...); err == nil {
			t.Errorf("%q is accepted", arguments)
		}
	}
}

func TestSuiteArguments(t *testing.T) {
	for _, test := range []struct{ argument, want string }{
		{"--features=core", "-supported-features=SupportGateway"},
		{"--features=A,B", "-supported-features=A,B"},
		{"--exempt=A", "-exempt-features=A"},
		{"--crds=v1.5.1/standard", "-allow-crds-mismatch"},
		{"--profile=gateway-tcp", "-conformance-profiles=GATEWAY-TCP"},
	} {
		o, err := parse(t, test.argument)
		if err != nil {
			t.Fatal(err)
		}
		if got := suiteArguments(o, "/logs"); !slices.Contains(got, test.want) {
			t.Errorf("%s: %q lack %s", test.argument, got, test.want)
		}
	}
	plain, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(suiteArguments(plain, "/logs"), "-report-output=/logs/report.yaml") {
		t.Error("a whole run writes no report")
	}
	fast, err := parse(t, "--fast")
	if err != nil {
		t.Fatal(err)
	}
	for _, argument := range suiteArguments(fast, "/logs") {
		if argument == "-report-output=/logs/report.yaml" {
			t.Error("a fast run writes a report")
		}
	}
}
