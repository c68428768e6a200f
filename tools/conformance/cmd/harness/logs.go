package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/process"
	"meshgate/tools/conformance/internal/verdict"
)

// initialFetch is what Envoy logs when a resource that it asked for came too late or never.
const initialFetch = "initial fetch timed out"

// podLogs are the stored logs of all containers, also of pods that are gone.
func podLogs(clusterFolder string) []string {
	files, err := filepath.Glob(filepath.Join(clusterFolder, "box", "pods", "*", "log", "*.log"))
	if err != nil {
		panic(err) // the pattern is wrong
	}
	return files
}

// managerPodLogs is the end of what the pods of the control plane logged.
func managerPodLogs(clusterFolder string) string {
	const lines = 8
	var text strings.Builder
	for _, file := range podLogs(clusterFolder) {
		pod := filepath.Base(filepath.Dir(filepath.Dir(file)))
		if strings.HasPrefix(pod, cluster.Namespace+"_") {
			fmt.Fprintf(&text, "\nthe end of %s:\n%s", file, process.Tail(file, lines))
		}
	}
	return text.String()
}

// excerpt copies what the manager and the pods logged during a failed test to the test's folder.
func excerpt(result *verdict.Result, clusterFolder, to string) {
	if result.Outcome != "FAIL" {
		return
	}
	manager := filepath.Join(clusterFolder, "logs", "manager.log")
	for _, file := range append(podLogs(clusterFolder), manager) {
		lines := linesBetween(file, result.Began, result.Ended)
		if len(lines) == 0 {
			continue
		}
		name := filepath.Join(to, filepath.Base(file))
		if file != manager {
			pod := filepath.Base(filepath.Dir(filepath.Dir(file)))
			name = filepath.Join(to, pod+"_"+filepath.Base(file))
		}
		text := strings.Join(lines, "\n") + "\n"
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			fmt.Println("logs of a failed test:", err)
		}
	}
}

// linesBetween returns the lines of a stored log that were written in a period.
func linesBetween(file string, from, to time.Time) []string {
	log, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer log.Close()
	var kept []string
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		stamp, _, _ := strings.Cut(lines.Text(), " ")
		at, err := time.Parse(time.RFC3339Nano, stamp)
		if err == nil && !at.Before(from) && !at.After(to) {
			kept = append(kept, lines.Text())
		}
	}
	return kept
}

// checkEnvoyLogs is a test of its own: no Envoy of the run may have waited in vain.
func checkEnvoyLogs(clusterFolder string) verdict.Count {
	const shown = 5
	found := 0
	for _, file := range podLogs(clusterFolder) {
		content, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(content), initialFetch) {
			continue
		}
		for line := range strings.Lines(string(content)) {
			if !strings.Contains(line, initialFetch) {
				continue
			}
			if found++; found <= shown {
				fmt.Printf("%s: %s", file, line)
			}
		}
	}
	if found == 0 {
		return verdict.Count{}
	}
	fmt.Printf("--- FAIL: Envoys logged %q %d times\n", initialFetch, found)
	return verdict.Count{Failed: 1}
}

// removeCopies leaves only what one reads after a run: no data, no programs, no keys.
func removeCopies(folder string) {
	for _, pattern := range []string{"binaries", "manager-image", "images.json",
		"*/etcd", "*/pki", "*/kubeconfig*", "*/images.json", "*/box/pods/*/[vr]o*",
		"scenarios/*/etcd", "scenarios/*/pki", "scenarios/*/kubeconfig*",
		"scenarios/*/images.json", "scenarios/*/box/pods/*/[vr]o*"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			panic(err) // the pattern is wrong
		}
		for _, path := range found {
			if err := os.RemoveAll(path); err != nil {
				fmt.Println("cleaning up:", err)
			}
		}
	}
}
