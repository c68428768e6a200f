package pods

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"

	"meshgate/tools/conformance/internal/box/volume"
)

const (
	retryPeriod   = 200 * time.Millisecond
	refreshPeriod = 10 * time.Second
	// tokenPeriod is well below the lifetime of a service account's token.
	tokenPeriod = 10 * time.Minute
)

// pod is one running pod.
type pod struct {
	node *Node
	// object is the pod as it was scheduled, with its addresses in its status; never changed.
	object  *corev1.Pod
	folder  string
	network string
	started time.Time

	// context ends when the pod is told to end; grace is set before.
	context context.Context
	cancel  context.CancelFunc
	grace   time.Duration
	// work counts the pod's goroutines.
	work     sync.WaitGroup
	stopOnce sync.Once

	// dirty asks for a write of the status.
	dirty      chan struct{}
	mutex      sync.Mutex
	containers map[string]*container
}

func startPod(node *Node, object *corev1.Pod) *pod {
	object = object.DeepCopy()
	object.Status.PodIP, object.Status.HostIP = node.Addresses.Next(), node.Address
	p := &pod{
		node: node, object: object, network: "p-" + string(object.UID)[:13], started: time.Now(),
		folder: filepath.Join(node.Folder, "pods", object.Namespace+"_"+object.Name+"_"+
			string(object.UID)[:4]),
		dirty: make(chan struct{}, 1), containers: map[string]*container{},
	}
	p.context, p.cancel = context.WithCancel(context.Background())
	p.work.Go(p.run)
	return p
}

func (p *pod) logf(format string, values ...any) {
	log.Printf("pod %s/%s: %s", p.object.Namespace, p.object.Name, fmt.Sprintf(format, values...))
}

// has tells whether the pod declares a container.
func (p *pod) has(name string) bool {
	for _, list := range [][]corev1.Container{p.object.Spec.InitContainers,
		p.object.Spec.Containers} {
		for i := range list {
			if list[i].Name == name {
				return true
			}
		}
	}
	return false
}

// stop ends the pod's containers and removes its network; it returns when nothing is left.
func (p *pod) stop(grace time.Duration) {
	p.stopOnce.Do(func() {
		p.grace = grace
		p.cancel()
		p.work.Wait()
		if err := ip("", "netns del "+p.network); err != nil {
			p.logf("%v", err)
		}
	})
}

func (p *pod) run() {
	if err := os.MkdirAll(filepath.Join(p.folder, "log"), 0o755); err != nil {
		p.logf("%v", err)
		return
	}
	if err := p.connect(); err != nil {
		p.logf("%v", err)
		return
	}
	p.work.Go(p.writeStatuses)
	p.changed()
	for i := range p.object.Spec.Volumes {
		if !p.fill(&p.object.Spec.Volumes[i]) {
			return
		}
	}
	for i := range p.object.Spec.InitContainers {
		if !p.runInitContainer(&p.object.Spec.InitContainers[i]) {
			return
		}
	}
	for i := range p.object.Spec.Containers {
		c := &container{pod: p, spec: &p.object.Spec.Containers[i]}
		p.mutex.Lock()
		p.containers[c.spec.Name] = c
		p.mutex.Unlock()
		p.work.Go(c.supervise)
	}
	p.changed()
	p.work.Go(p.refresh)
}

// connect makes the pod's network namespace with one end of a cable whose other end is on the
// bridge.
func (p *pod) connect() error {
	cable := "v" + strings.ReplaceAll(p.network[2:], "-", "")
	err := ip("", "netns add "+p.network,
		fmt.Sprintf("link add %s type veth peer name eth0 netns %s", cable, p.network),
		fmt.Sprintf("link set %s master %s up", cable, p.node.Bridge))
	if err != nil {
		return err
	}
	return ip(p.network, "link set lo up", fmt.Sprintf("addr add %s/16 dev eth0",
		p.object.Status.PodIP), "link set eth0 up", "route add default via "+p.node.Address)
}

// ip runs commands of ip in a network namespace, or in this process's for "".
func ip(namespace string, commands ...string) error {
	arguments := []string{"-batch", "-"}
	if namespace != "" {
		arguments = append([]string{"-n", namespace}, arguments...)
	}
	cmd := exec.Command("ip", arguments...)
	cmd.Stdin = strings.NewReader(strings.Join(commands, "\n") + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(commands, "; "), err, out)
	}
	return nil
}

func (p *pod) volumeFolder(name string) string { return filepath.Join(p.folder, "volumes", name) }

// fill makes a volume; like kubelet, it waits for what the volume is made of. It returns false when
// the pod ends before.
func (p *pod) fill(v *corev1.Volume) bool {
	told := ""
	for {
		err := p.write(v)
		if err == nil {
			return true
		}
		if told != err.Error() {
			told = err.Error()
			p.logf("volume %s: %s", v.Name, told)
		}
		if !p.sleep(retryPeriod) {
			return false
		}
	}
}

func (p *pod) write(v *corev1.Volume) error {
	source := volume.Source{Client: p.node.Client, Pod: p.object}
	files, err := source.Files(p.context, v)
	if err != nil {
		return err
	}
	if v.EmptyDir != nil {
		return os.MkdirAll(p.volumeFolder(v.Name), 0o777)
	}
	return volume.Write(p.volumeFolder(v.Name), files)
}

// refresh keeps the volumes up to date, as kubelet does about once a minute.
func (p *pod) refresh() {
	tokens := time.Now()
	for p.sleep(refreshPeriod) {
		withTokens := time.Since(tokens) > tokenPeriod
		if withTokens {
			tokens = time.Now()
		}
		for i := range p.object.Spec.Volumes {
			v := &p.object.Spec.Volumes[i]
			if v.EmptyDir != nil || hasToken(v) && !withTokens {
				continue
			}
			if err := p.write(v); err != nil && p.context.Err() == nil {
				p.logf("volume %s keeps its content: %v", v.Name, err)
			}
		}
	}
}

func hasToken(v *corev1.Volume) bool {
	if v.Projected == nil {
		return false
	}
	for i := range v.Projected.Sources {
		if v.Projected.Sources[i].ServiceAccountToken != nil {
			return true
		}
	}
	return false
}

// sleep returns false at once when the pod ends.
func (p *pod) sleep(duration time.Duration) bool {
	select {
	case <-p.context.Done():
		return false
	case <-time.After(duration):
		return true
	}
}
