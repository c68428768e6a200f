package podlog

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stored ends with an empty line.
const stored = "2026-01-02T03:04:05.1Z one\n" +
	"2026-01-02T03:04:06.000000001Z two words\n" +
	"2026-01-02T03:04:07Z \n"

func TestSelect(t *testing.T) {
	for query, want := range map[string]string{
		"":                               "one\ntwo words\n\n",
		"sinceTime=2026-01-02T03:04:05Z": "one\ntwo words\n\n",
		"sinceTime=2026-01-02T03:04:06Z": "two words\n\n",
		"sinceTime=2026-01-02T03:04:06.000000002Z": "\n",
		"sinceTime=2026-01-02T03:04:08Z":           "",
		"sinceTime=2026-01-02T04:04:06%2B01:00":    "two words\n\n",
		"sinceSeconds=2":                           "two words\n\n",
		"tailLines=1":                              "\n",
		"tailLines=0":                              "",
		"tailLines=9":                              "one\ntwo words\n\n",
		"timestamps=true&tailLines=2": "2026-01-02T03:04:06.000000001Z two words\n" +
			"2026-01-02T03:04:07Z \n",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseQuery(values, time.Date(2026, 1, 2, 3, 4, 8, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(q.Select([]byte(stored))); got != want {
			t.Errorf("%q selects %q, want %q", query, got, want)
		}
	}
}

func TestParseQueryRefusesNonsense(t *testing.T) {
	for _, key := range []string{"sinceTime", "sinceSeconds", "tailLines"} {
		if _, err := ParseQuery(url.Values{key: {"soon"}}, time.Now()); err == nil {
			t.Errorf("%s=soon is no error", key)
		}
	}
}

func TestCopyStampsEachLine(t *testing.T) {
	var file bytes.Buffer
	start := time.Now().Add(-time.Millisecond)
	if err := Copy(&file, strings.NewReader("first\n\nwithout an end")); err != nil {
		t.Fatal(err)
	}
	all := Query{Tail: -1, Since: start}
	if got := string(all.Select(file.Bytes())); got != "first\n\nwithout an end\n" {
		t.Errorf("got %q", got)
	}
	later := Query{Tail: -1, Since: time.Now().Add(time.Minute)}
	if got := later.Select(file.Bytes()); len(got) != 0 {
		t.Errorf("lines of the past are in the future: %q", got)
	}
}
