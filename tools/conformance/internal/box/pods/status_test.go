package pods

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
)

func twoContainers(policy corev1.RestartPolicy) *corev1.Pod {
	return &corev1.Pod{
		Spec: corev1.PodSpec{RestartPolicy: policy,
			Containers: []corev1.Container{{Name: "a"}, {Name: "b"}}},
		Status: corev1.PodStatus{PodIP: "10.200.0.9", HostIP: "10.200.0.1"},
	}
}

func conditionOf(status corev1.PodStatus, kind corev1.PodConditionType) corev1.PodCondition {
	for _, condition := range status.Conditions {
		if condition.Type == kind {
			return condition
		}
	}
	return corev1.PodCondition{}
}

func TestPhase(t *testing.T) {
	running := containerState{running: true}
	ended := func(code int) containerState { return containerState{ended: true, exitCode: code} }
	for _, test := range []struct {
		policy corev1.RestartPolicy
		states map[string]containerState
		want   corev1.PodPhase
	}{
		{"Always", nil, corev1.PodPending},
		{"Always", map[string]containerState{"a": running, "b": running}, corev1.PodRunning},
		{"Always", map[string]containerState{"a": ended(0), "b": ended(0)}, corev1.PodRunning},
		{"Never", map[string]containerState{"a": ended(0), "b": running}, corev1.PodRunning},
		{"Never", map[string]containerState{"a": ended(0), "b": ended(0)}, corev1.PodSucceeded},
		{"Never", map[string]containerState{"a": ended(0), "b": ended(1)}, corev1.PodFailed},
		{"OnFailure", map[string]containerState{"a": ended(0), "b": ended(1)}, corev1.PodRunning},
		{"OnFailure", map[string]containerState{"a": ended(0), "b": ended(0)}, corev1.PodSucceeded},
	} {
		if got := phase(twoContainers(test.policy), test.states); got != test.want {
			t.Errorf("%s %v: %s, want %s", test.policy, test.states, got, test.want)
		}
	}
}

func TestReadyNeedsAllContainersAndKeepsItsTime(t *testing.T) {
	object := twoContainers(corev1.RestartPolicyAlways)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ready := containerState{running: true, ready: true, startup: true}
	states := map[string]containerState{"a": ready, "b": {running: true}}
	var last readiness
	status := buildStatus(object, start, states, &last, start)
	if conditionOf(status, corev1.PodReady).Status != corev1.ConditionFalse {
		t.Error("ready with one container that is not")
	}
	states["b"] = ready
	becameReady := start.Add(time.Second)
	buildStatus(object, start, states, &last, becameReady)
	status = buildStatus(object, start, states, &last, start.Add(time.Minute))
	condition := conditionOf(status, corev1.PodReady)
	if condition.Status != corev1.ConditionTrue ||
		!condition.LastTransitionTime.Time.Equal(becameReady) {
		t.Errorf("%v", condition)
	}
	if status.PodIP != "10.200.0.9" || len(status.PodIPs) != 1 || status.HostIP != "10.200.0.1" {
		t.Errorf("addresses: %v", status)
	}
}

func TestVerdictToleratesMissedProbes(t *testing.T) {
	answer := true
	check := func(*corev1.Probe) bool { return answer }
	v := verdict{probe: &corev1.Probe{FailureThreshold: 2}}
	v.observe(check)
	if !v.ok {
		t.Fatal("one success is not enough")
	}
	answer = false
	v.observe(check)
	if !v.ok {
		t.Error("one missed probe is a failure")
	}
	v.observe(check)
	if v.ok {
		t.Error("two missed probes are none")
	}
}
