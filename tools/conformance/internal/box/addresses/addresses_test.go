package addresses

import (
	"strings"
	"testing"
)

func TestNextNeverRepeats(t *testing.T) {
	a := New("10.97.0.0/16", 257)
	seen := map[string]bool{}
	for range 1000 {
		ip := a.Next()
		if seen[ip] || strings.HasSuffix(ip, ".0") || strings.HasSuffix(ip, ".255") {
			t.Fatalf("%s", ip)
		}
		seen[ip] = true
	}
	if !seen["10.97.1.1"] || !seen["10.97.1.254"] || !seen["10.97.2.1"] {
		t.Error("addresses are left out")
	}
}
