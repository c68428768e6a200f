package verdict

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	// summaryLines bounds what is printed of one failure.
	summaryLines = 20
	// summaryParts bounds how many of its parts are named.
	summaryParts = 6
)

// stamp is the time that the suite writes into each line.
var stamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z: `)

// Summary tells of a failed test in at most 20 lines: which parts failed, and the first assertion
// that did, or else the end of what was printed.
func (r *Result) Summary() []string {
	var lines []string
	for _, part := range r.FailedParts {
		lines = append(lines, "--- FAIL: "+part)
	}
	if more := len(lines) - summaryParts; more > 0 {
		lines = append(lines[:summaryParts:summaryParts], fmt.Sprintf("and %d more parts", more))
	}
	if len(lines) == 0 {
		lines = append(lines, "--- FAIL: "+r.Name+" (it did not end)")
	}
	room := summaryLines - len(lines)
	output := withoutRepetition(r.Output)
	assertion := slices.IndexFunc(output, func(line string) bool {
		return strings.Contains(line, "Error Trace:")
	})
	if assertion >= 0 {
		output = output[assertion:]
		return append(lines, output[:min(room, len(output))]...)
	}
	return append(lines, output[max(0, len(output)-room):]...)
}

// withoutRepetition leaves out lines that differ from an earlier one in their time only: the suite
// says several times a second what it waits for.
func withoutRepetition(output []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, line := range output {
		line = stamp.ReplaceAllString(line, "")
		if !seen[line] {
			seen[line] = true
			kept = append(kept, line)
		}
	}
	return kept
}
