package pods

import (
	"bytes"
	"encoding/json"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// changed asks for a write of the status.
func (p *pod) changed() {
	select {
	case p.dirty <- struct{}{}:
	default: // a write is due already
	}
}

// writeStatuses writes the pod's status whenever it has changed.
func (p *pod) writeStatuses() {
	var written []byte
	var readySince readiness
	for {
		select {
		case <-p.context.Done():
			return
		case <-p.dirty:
		}
		p.mutex.Lock()
		states := map[string]containerState{}
		for name, c := range p.containers {
			states[name] = c.state
		}
		p.mutex.Unlock()
		status := buildStatus(p.object, p.started, states, &readySince, time.Now())
		patch, err := json.Marshal(map[string]any{
			"metadata": map[string]any{"uid": p.object.UID}, "status": status})
		if err != nil {
			p.logf("status: %v", err)
			return
		}
		if bytes.Equal(patch, written) {
			continue
		}
		_, err = p.node.Client.CoreV1().Pods(p.object.Namespace).Patch(p.context, p.object.Name,
			types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
		switch {
		case err == nil:
			written = patch
		case apierrors.IsNotFound(err) || apierrors.IsConflict(err) || p.context.Err() != nil:
			return // the pod is gone, or another one has its name
		default:
			p.logf("status: %v", err)
			if !p.sleep(retryPeriod) {
				return
			}
			p.changed()
		}
	}
}

// readiness remembers when the pod became ready or unready.
type readiness struct {
	ready bool
	since time.Time
}

// buildStatus is the status of a pod of which all containers have started at least once, or none.
func buildStatus(object *corev1.Pod, started time.Time, states map[string]containerState,
	last *readiness, now time.Time) corev1.PodStatus {
	begin := metav1.NewTime(started)
	status := corev1.PodStatus{
		Phase: phase(object, states), StartTime: &begin,
		HostIP: object.Status.HostIP, HostIPs: []corev1.HostIP{{IP: object.Status.HostIP}},
		PodIP: object.Status.PodIP, PodIPs: []corev1.PodIP{{IP: object.Status.PodIP}},
	}
	ready := true
	for i := range object.Spec.Containers {
		spec := &object.Spec.Containers[i]
		state := states[spec.Name]
		ready = ready && state.ready
		status.ContainerStatuses = append(status.ContainerStatuses,
			containerStatus(object, spec, state))
	}
	if ready != last.ready || last.since.IsZero() {
		*last = readiness{ready, now}
	}
	for _, kind := range []corev1.PodConditionType{corev1.PodScheduled, corev1.PodInitialized} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind,
			Status: corev1.ConditionTrue, LastTransitionTime: begin})
	}
	answer := corev1.ConditionFalse
	if ready {
		answer = corev1.ConditionTrue
	}
	for _, kind := range []corev1.PodConditionType{corev1.ContainersReady, corev1.PodReady} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind,
			Status: answer, LastTransitionTime: metav1.NewTime(last.since)})
	}
	return status
}

func phase(object *corev1.Pod, states map[string]containerState) corev1.PodPhase {
	if len(states) == 0 {
		return corev1.PodPending
	}
	succeeded := true
	for i := range object.Spec.Containers {
		state := states[object.Spec.Containers[i].Name]
		policy := object.Spec.RestartPolicy
		finished := state.ended && !state.running && (policy == corev1.RestartPolicyNever ||
			policy == corev1.RestartPolicyOnFailure && state.exitCode == 0)
		if !finished {
			return corev1.PodRunning
		}
		succeeded = succeeded && state.exitCode == 0
	}
	if succeeded {
		return corev1.PodSucceeded
	}
	return corev1.PodFailed
}

func containerStatus(object *corev1.Pod, spec *corev1.Container,
	state containerState) corev1.ContainerStatus {
	startup := state.startup
	status := corev1.ContainerStatus{
		Name: spec.Name, Image: spec.Image, ImageID: "box://" + spec.Image,
		Ready: state.ready, Started: &startup, RestartCount: int32(state.restarts),
	}
	started := metav1.NewTime(state.started)
	switch {
	case state.running:
		status.ContainerID = "box://" + string(object.UID) + "-" + spec.Name
		status.State.Running = &corev1.ContainerStateRunning{StartedAt: started}
	case state.ended:
		status.State.Terminated = &corev1.ContainerStateTerminated{
			ExitCode: int32(state.exitCode), StartedAt: started}
	default:
		status.State.Waiting = &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}
	}
	return status
}
