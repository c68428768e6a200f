package cluster

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/sandbox"
)

// The environment in which cmd/harness runs the scenarios.
const (
	BinariesVariable = "CONFORMANCE_BINARIES"
	CRDsVariable     = "CONFORMANCE_CRDS"
	LogsVariable     = "CONFORMANCE_LOGS"
	ImagesVariable   = "CONFORMANCE_IMAGES"
	ManagerVariable  = "CONFORMANCE_MANAGER"
)

// ForTest starts a cluster that ends with the test. It skips a test that `go test` runs by itself,
// and fails the test when the cluster does not come up.
func ForTest(t *testing.T, options Options) *Cluster {
	t.Helper()
	if !sandbox.Inside() {
		t.Skip("needs a cluster: run it with tools/conformance/run --scenarios " + t.Name())
	}
	options.Binaries = os.Getenv(BinariesVariable)
	options.Folder = filepath.Join(os.Getenv(LogsVariable), t.Name())
	if options.Pods && options.Images == nil {
		known, err := images.Load(os.Getenv(ImagesVariable))
		if err != nil {
			t.Fatal(err)
		}
		options.Images = known
	}
	c, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

// CRDs is the folder of the CustomResourceDefinitions of a release, such as v1.6.1, in a channel,
// standard or experimental.
func CRDs(release, channel string) string {
	return filepath.Join(os.Getenv(CRDsVariable), release, channel)
}

// Eventually asks until the answer is true; it fails the test when that takes longer than the
// limit, with what was awaited and the last error, which may be why the answer is false.
func Eventually(t *testing.T, limit time.Duration, what string,
	ask func(ctx context.Context) (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var last error
	for {
		ok, err := ask(ctx)
		if ok {
			return
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not within %v: %s; the last error: %v", limit, what, last)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
