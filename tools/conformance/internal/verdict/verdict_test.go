package verdict

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func read(t *testing.T, output string) *Run {
	t.Helper()
	run, err := Read(strings.NewReader(output), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

const suite = "\x16=== RUN   TestConformance\n" +
	"    suite.go:1: Test Setup\n" +
	"\x16=== RUN   TestConformance/Good\n" +
	"    a.go:1: fine\n" +
	"\x16=== RUN   TestConformance/Good/part\n" +
	"    a.go:2: fine too\n" +
	"\x16--- PASS: TestConformance/Good/part (0.10s)\n" +
	"\x16--- PASS: TestConformance/Good (0.10s)\n" +
	"\x16=== RUN   TestConformance/Bad\n" +
	"\x16=== RUN   TestConformance/Bad/first\n" +
	"    b.go:1: before\n" +
	"        \tError Trace:\tb.go:7\n" +
	"        \tError:      \twrong, without the end of a line" +
	"\x16--- FAIL: TestConformance/Bad/first (0.10s)\n" +
	"\x16=== RUN   TestConformance/Bad/second\n" +
	"\x16--- PASS: TestConformance/Bad/second (0.10s)\n" +
	"\x16--- FAIL: TestConformance/Bad (0.20s)\n" +
	"\x16=== RUN   TestConformance/Skipped\n" +
	"    c.go:1: not supported\n" +
	"\x16--- SKIP: TestConformance/Skipped (0.00s)\n" +
	"\x16--- FAIL: TestConformance (1.00s)\n" +
	"\x16FAIL\n"

func TestReadOfTheSuite(t *testing.T) {
	run := read(t, suite)
	if got := run.Count().String(); got != "1 passed, 1 failed, 1 skipped" {
		t.Error(got)
	}
	bad := run.Results[2]
	if bad.Name != "TestConformance/Bad" ||
		!reflect.DeepEqual(bad.FailedParts, []string{"TestConformance/Bad/first"}) {
		t.Errorf("%s: %v", bad.Name, bad.FailedParts)
	}
	want := []string{"--- FAIL: TestConformance/Bad/first", "        \tError Trace:\tb.go:7",
		"        \tError:      \twrong, without the end of a line"}
	if got := bad.Summary(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestCount(t *testing.T) {
	for name, test := range map[string]struct{ output, want string }{
		"functions": {"=== RUN   TestA\n--- PASS: TestA (0s)\n=== RUN   TestB\n" +
			"--- SKIP: TestB (0s)\nPASS\n", "1 passed, 0 failed, 1 skipped"},
		"set-up fails": {"=== RUN   TestConformance\n--- FAIL: TestConformance (1s)\nFAIL\n",
			"0 passed, 1 failed, 0 skipped"},
		"the whole fails after good parts": {"=== RUN   TestConformance\n" +
			"=== RUN   TestConformance/A\n--- FAIL: TestConformance (1s)\n" +
			"    --- PASS: TestConformance/A (1s)\nFAIL\n", "1 passed, 1 failed, 0 skipped"},
		"killed after a pass": {"=== RUN   TestConformance\n=== RUN   TestConformance/A\n" +
			"--- PASS: TestConformance/A (1s)\n=== RUN   TestConformance/B\n",
			"1 passed, 1 failed, 0 skipped"},
		"killed": {"=== RUN   TestConformance\n=== RUN   TestConformance/A\n",
			"0 passed, 1 failed, 0 skipped"},
		"panic after a pass": {"=== RUN   TestA\n--- PASS: TestA (0s)\npanic: x\n",
			"1 passed, 1 failed, 0 skipped"},
		"nothing": {"testing: warning: no tests to run\nPASS\n", "0 passed, 0 failed, 0 skipped"},
		"parallel": {"=== RUN   TestConformance\n=== RUN   TestConformance/A\n" +
			"=== PAUSE TestConformance/A\n=== CONT  TestConformance/A\n" +
			"--- PASS: TestConformance (1s)\n    --- PASS: TestConformance/A (1s)\nPASS\n",
			"1 passed, 0 failed, 0 skipped"},
	} {
		if got := read(t, test.output).Count().String(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestOKNeedsATest(t *testing.T) {
	for count, want := range map[Count]bool{
		{}:                       false,
		{Skipped: 3}:             false,
		{Passed: 1}:              true,
		{Passed: 1, Failed: 1}:   false,
		{Passed: 2, Skipped: 20}: true,
	} {
		if count.OK() != want {
			t.Errorf("%v", count)
		}
	}
}

func TestSummaryIsShort(t *testing.T) {
	r := &Result{Name: "TestA", Outcome: "FAIL"}
	for i := range 50 {
		r.Output = append(r.Output, "line", fmt.Sprint("line ", i))
		r.FailedParts = append(r.FailedParts, "TestA/part")
	}
	if got := len(r.Summary()); got != 20 {
		t.Errorf("%d lines", got)
	}
}

func TestSummaryDoesNotRepeat(t *testing.T) {
	r := &Result{Name: "TestA", FailedParts: []string{"TestA"}, Output: []string{
		"    a.go:1: 2026-11-29T01:00:00.1Z: waiting",
		"    a.go:1: 2026-11-29T01:00:00.2Z: waiting"}}
	want := []string{"--- FAIL: TestA", "    a.go:1: waiting"}
	if got := r.Summary(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}
