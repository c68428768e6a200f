package suite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	upstream "sigs.k8s.io/gateway-api/conformance/utils/suite"
)

// choose returns the tests that a comma-separated selection names, in the suite's order: an item is
// a test's name, or else a regular expression that is searched in the names. All for "".
func choose(all []upstream.ConformanceTest, selection string) ([]upstream.ConformanceTest, error) {
	if selection == "" {
		return slices.Clone(all), nil
	}
	wanted := make([]bool, len(all))
	for item := range strings.SplitSeq(selection, ",") {
		isItem := func(t upstream.ConformanceTest) bool { return t.ShortName == item }
		matches := isItem
		if !slices.ContainsFunc(all, isItem) {
			expression, err := regexp.Compile(item)
			if err != nil {
				return nil, fmt.Errorf("test %s: %w", item, err)
			}
			matches = func(t upstream.ConformanceTest) bool {
				return expression.MatchString(t.ShortName)
			}
		}
		found := false
		for i, test := range all {
			if matches(test) {
				wanted[i], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("the suite has no test %s", item)
		}
	}
	var chosen []upstream.ConformanceTest
	for i, test := range all {
		if wanted[i] {
			chosen = append(chosen, test)
		}
	}
	return chosen, nil
}
