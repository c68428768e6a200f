// Package podlog keeps the output of containers with a time stamp for each line, and reads it as
// the kubelet's API does.
package podlog

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Copy writes each line of the output with the time at which it came, until the output ends.
func Copy(file io.Writer, output io.Reader) error {
	lines := bufio.NewReaderSize(output, 64<<10)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			stamp := time.Now().UTC().Format(time.RFC3339Nano)
			_, failure := fmt.Fprintf(file, "%s %s\n", stamp, strings.TrimSuffix(line, "\n"))
			if failure != nil {
				return failure
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Query is what a reader asks for.
type Query struct {
	// Since leaves out earlier lines.
	Since time.Time
	// Tail is the number of last lines wanted, or negative for all.
	Tail       int
	Timestamps bool
	Follow     bool
}

// ParseQuery reads the parameters of the kubelet's /containerLogs.
func ParseQuery(values url.Values, now time.Time) (Query, error) {
	q := Query{Tail: -1, Timestamps: values.Get("timestamps") == "true",
		Follow: values.Get("follow") == "true"}
	var err error
	if text := values.Get("sinceSeconds"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil {
			return q, fmt.Errorf("sinceSeconds: %w", err)
		}
		q.Since = now.Add(-time.Duration(seconds) * time.Second)
	}
	if text := values.Get("sinceTime"); text != "" {
		if q.Since, err = time.Parse(time.RFC3339, text); err != nil {
			return q, fmt.Errorf("sinceTime: %w", err)
		}
	}
	if text := values.Get("tailLines"); text != "" {
		if q.Tail, err = strconv.Atoi(text); err != nil {
			return q, fmt.Errorf("tailLines: %w", err)
		}
	}
	return q, nil
}

// Select returns the lines of a stored log that the query asks for.
func (q Query) Select(stored []byte) []byte {
	lines := bytes.SplitAfter(stored, []byte("\n"))
	if last := len(lines) - 1; len(lines[last]) == 0 {
		lines = lines[:last]
	}
	var kept [][]byte
	for _, line := range lines {
		stamp, text, _ := bytes.Cut(line, []byte(" "))
		at, err := time.Parse(time.RFC3339Nano, string(stamp))
		if err == nil && at.Before(q.Since) {
			continue
		}
		if !q.Timestamps {
			line = text
		}
		kept = append(kept, line)
	}
	if q.Tail >= 0 && q.Tail < len(kept) {
		kept = kept[len(kept)-q.Tail:]
	}
	return bytes.Join(kept, nil)
}
