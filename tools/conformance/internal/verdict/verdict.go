// Package verdict reads what `go test -v` prints, and is the only judge of a run: the suite's own
// report may be written before its tests have ended.
package verdict

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Result is the outcome of one test.
type Result struct {
	// Name is that of a test function, or TestConformance/NAME for a test of the suite.
	Name string
	// Outcome is PASS, FAIL or SKIP.
	Outcome string
	// Began and Ended are when its first and its last line were read.
	Began, Ended time.Time
	// Output is what the test and its parts printed.
	Output []string
	// FailedParts are the deepest failed parts, by their full names.
	FailedParts []string
}

// Run is what one test binary told.
type Run struct {
	// Results are in the order in which the tests began.
	Results []*Result
	// Verdict is PASS or FAIL, or empty if the binary ended before it told.
	Verdict string
	// Loose is output before, between and after the tests.
	Loose []string
}

var (
	marker  = regexp.MustCompile(`^=== (RUN|NAME|CONT|PAUSE) +(\S*)`)
	outcome = regexp.MustCompile(`^ *--- (PASS|FAIL|SKIP): (\S+) \(`)
)

// Flag has a test binary print each outcome at once, and not only when the whole has ended.
const Flag = "-test.v=test2json"

// mark then precedes each line of the framework's own, also in the middle of a test's line.
const mark = "\x16"

// container is the one test function whose parts count as tests.
const container = "TestConformance"

// Read reads the output of a test binary until its end. Each line goes to observe first.
func Read(output io.Reader, observe func(line string)) (*Run, error) {
	run := &Run{}
	byName := map[string]*Result{}
	var current *Result
	var pending []string
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 16<<20)
	next := func() (string, bool) {
		for len(pending) == 0 {
			if !lines.Scan() {
				return "", false
			}
			pending = strings.Split(strings.TrimPrefix(lines.Text(), mark), mark)
		}
		line := pending[0]
		pending = pending[1:]
		return line, true
	}
	for line, more := next(); more; line, more = next() {
		observe(line)
		if m := marker.FindStringSubmatch(line); m != nil {
			current = run.result(byName, countedName(m[2]))
			continue
		}
		if m := outcome.FindStringSubmatch(line); m != nil {
			run.settle(byName, m[1], m[2])
			continue
		}
		if line == "PASS" || line == "FAIL" {
			run.Verdict, current = line, nil
			continue
		}
		if current == nil {
			run.Loose = append(run.Loose, line)
		} else {
			current.Output = append(current.Output, line)
			current.Ended = time.Now()
		}
	}
	return run, lines.Err()
}

// countedName is the test to which a part belongs: "" for what lies between tests.
func countedName(part string) string {
	elements := strings.SplitN(part, "/", 3)
	if elements[0] == container && len(elements) > 1 {
		return container + "/" + elements[1]
	}
	return elements[0]
}

func (r *Run) result(byName map[string]*Result, name string) *Result {
	if name == "" {
		return nil
	}
	result := byName[name]
	if result == nil {
		result = &Result{Name: name, Began: time.Now(), Ended: time.Now()}
		byName[name] = result
		r.Results = append(r.Results, result)
	}
	return result
}

func (r *Run) settle(byName map[string]*Result, what, part string) {
	name := countedName(part)
	result := r.result(byName, name)
	if part == name {
		result.Outcome = what
		result.Ended = time.Now()
	}
	if what == "FAIL" {
		// Parts come before the whole they belong to.
		isPart := func(other string) bool { return strings.HasPrefix(other, part+"/") }
		if !slices.ContainsFunc(result.FailedParts, isPart) {
			result.FailedParts = append(result.FailedParts, part)
		}
	}
}

// Count is the closing line in numbers.
type Count struct{ Passed, Failed, Skipped int }

// Count counts the tests. A test that was begun and never ended has failed, and so has the suite
// itself if it failed outside of its tests.
func (r *Run) Count() Count {
	var count Count
	for _, result := range r.Counted() {
		switch result.Outcome {
		case "PASS":
			count.Passed++
		case "SKIP":
			count.Skipped++
		default:
			count.Failed++
		}
	}
	if count.Failed == 0 && r.Verdict != "PASS" {
		count.Failed++
	}
	return count
}

// Counted are the results that count. The suite as a whole counts only if it failed by itself.
func (r *Run) Counted() []*Result {
	var counted []*Result
	partFailed := false
	for _, result := range r.Results {
		if strings.HasPrefix(result.Name, container+"/") && result.Outcome != "PASS" &&
			result.Outcome != "SKIP" {
			partFailed = true
		}
	}
	for _, result := range r.Results {
		if result.Name == container && (result.Outcome == "PASS" || partFailed) {
			continue
		}
		counted = append(counted, result)
	}
	return counted
}

// Add sums counts.
func (c *Count) Add(other Count) {
	c.Passed += other.Passed
	c.Failed += other.Failed
	c.Skipped += other.Skipped
}

// OK tells whether tests ran and none failed.
func (c Count) OK() bool { return c.Failed == 0 && c.Passed > 0 }

// String is the closing line.
func (c Count) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.Passed, c.Failed, c.Skipped)
}
