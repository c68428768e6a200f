// Package pods runs pods as processes of this machine: each pod in a network namespace of its own,
// each container in a mount namespace of its own. It is scheduler and kubelet of the one node.
package pods

import (
	"context"
	"log"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// maxGrace bounds the time that containers get to end, whatever their pods declare.
const maxGrace = 5 * time.Second

// Pods are the pods that run. It is thread-safe.
type Pods struct {
	node  Node
	mutex sync.Mutex
	byUID map[types.UID]*pod
}

// New returns a node without pods.
func New(node Node) *Pods { return &Pods{node: node, byUID: map[types.UID]*pod{}} }

// Sync brings a pod to what its object says.
func (p *Pods) Sync(object *corev1.Pod) {
	switch {
	case object.DeletionTimestamp != nil && object.Spec.NodeName == p.node.Name:
		p.end(object)
	case object.DeletionTimestamp != nil || terminal(object.Status.Phase):
	case object.Spec.NodeName == "":
		go p.schedule(object)
	case object.Spec.NodeName == p.node.Name:
		p.mutex.Lock()
		defer p.mutex.Unlock()
		if p.byUID[object.UID] == nil {
			p.byUID[object.UID] = startPod(&p.node, object)
		}
	}
}

// Gone ends a pod whose object was deleted at once.
func (p *Pods) Gone(object *corev1.Pod) {
	if running := p.forget(object.UID); running != nil {
		go running.stop(0)
	}
}

// Log implements kubelet.Logs.
func (p *Pods) Log(namespace, name, container string) (string, <-chan struct{}, bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, running := range p.byUID {
		if running.object.Namespace == namespace && running.object.Name == name {
			return running.logFile(container), running.context.Done(), running.has(container)
		}
	}
	return "", nil, false
}

// StopAll ends all pods.
func (p *Pods) StopAll() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var all sync.WaitGroup
	for _, running := range p.byUID {
		all.Go(func() { running.stop(0) })
	}
	all.Wait()
}

func terminal(phase corev1.PodPhase) bool {
	return phase == corev1.PodSucceeded || phase == corev1.PodFailed
}

func (p *Pods) schedule(object *corev1.Pod) {
	binding := &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Namespace: object.Namespace, Name: object.Name,
			UID: object.UID},
		Target: corev1.ObjectReference{Kind: "Node", Name: p.node.Name},
	}
	err := p.node.Client.CoreV1().Pods(object.Namespace).Bind(context.Background(), binding,
		metav1.CreateOptions{})
	if err != nil && !apierrors.IsConflict(err) && !apierrors.IsNotFound(err) {
		log.Printf("bind %s/%s: %v", object.Namespace, object.Name, err)
	}
}

func (p *Pods) forget(uid types.UID) *pod {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	running := p.byUID[uid]
	delete(p.byUID, uid)
	return running
}

// end stops a pod that is being deleted, and deletes its object when nothing of it is left.
func (p *Pods) end(object *corev1.Pod) {
	running := p.forget(object.UID)
	grace := maxGrace
	if seconds := object.DeletionGracePeriodSeconds; seconds != nil {
		grace = min(grace, time.Duration(*seconds)*time.Second)
	}
	go func() {
		if running != nil {
			running.stop(grace)
		}
		options := metav1.DeleteOptions{GracePeriodSeconds: new(int64),
			Preconditions: &metav1.Preconditions{UID: &object.UID}}
		err := p.node.Client.CoreV1().Pods(object.Namespace).Delete(context.Background(),
			object.Name, options)
		if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			log.Printf("delete %s/%s: %v", object.Namespace, object.Name, err)
		}
	}()
}

// logFile is where a container's output is kept, also after the pod's end.
func (p *pod) logFile(container string) string {
	return filepath.Join(p.folder, "log", container+".log")
}
