//go:build echobasic

// Package conformance names what the harness builds beside its own programs, so that go.sum knows
// it.
package conformance

import _ "sigs.k8s.io/gateway-api/conformance/echo-basic"
