package pods

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	// listenLimit is how long a container without probes may take until it listens.
	listenLimit = 2 * time.Second
	// eagerPeriod is that of probes which have not succeeded yet: short, to keep runs short.
	eagerPeriod = 250 * time.Millisecond
	// maxPeriod bounds the period that a probe declares.
	maxPeriod  = 2 * time.Second
	probeLimit = 2 * time.Second
)

var prober = &http.Client{
	Timeout: probeLimit,
	Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// probe keeps the container's readiness until its process is gone.
func (c *container) probe(pid int, gone <-chan struct{}) {
	if c.spec.StartupProbe == nil && c.spec.ReadinessProbe == nil && c.spec.LivenessProbe == nil {
		// Kubelet would say ready at once. A machine under load would then lose requests between
		// ready and listening, of which nobody could say why.
		end := time.Now().Add(listenLimit)
		for !listening(pid) && time.Now().Before(end) && wait(gone, 50*time.Millisecond) {
		}
		c.setReady(gone, true, true)
		return
	}
	if p := c.spec.StartupProbe; p != nil {
		for !c.check(p) {
			if !wait(gone, eagerPeriod) {
				return
			}
		}
	}
	c.setReady(gone, true, c.spec.ReadinessProbe == nil)
	readiness := verdict{probe: c.spec.ReadinessProbe, ok: c.spec.ReadinessProbe == nil}
	liveness := verdict{probe: c.spec.LivenessProbe, ok: true}
	for {
		readiness.observe(c.check)
		if liveness.observe(c.check); !liveness.ok {
			c.pod.logf("container %s: its liveness probe fails", c.spec.Name)
			_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended
			return
		}
		c.setReady(gone, true, readiness.ok)
		period := eagerPeriod
		if readiness.ok {
			period = min(maxPeriod, readiness.period(), liveness.period())
		}
		if !wait(gone, period) {
			return
		}
	}
}

// verdict is what a probe has found so far.
type verdict struct {
	probe    *corev1.Probe
	ok       bool
	failures int
}

// observe checks once. One missed probe is no failure: a machine under load misses some.
func (v *verdict) observe(check func(*corev1.Probe) bool) {
	if v.probe == nil {
		return
	}
	if check(v.probe) {
		v.ok, v.failures = true, 0
		return
	}
	threshold := int(v.probe.FailureThreshold)
	if threshold == 0 {
		threshold = 3
	}
	if v.failures++; v.failures >= threshold {
		v.ok = false
	}
}

func (v *verdict) period() time.Duration {
	if v.probe == nil || v.probe.PeriodSeconds == 0 {
		return maxPeriod
	}
	return time.Duration(v.probe.PeriodSeconds) * time.Second
}

func (c *container) setReady(gone <-chan struct{}, startup, ready bool) {
	select {
	case <-gone:
		return
	default:
	}
	c.update(func(s *containerState) {
		if s.running {
			s.startup, s.ready = startup, ready
		}
	})
}

// check asks once. What box cannot ask, such as a program inside, counts as fine.
func (c *container) check(p *corev1.Probe) bool {
	switch {
	case p.HTTPGet != nil:
		scheme := strings.ToLower(string(p.HTTPGet.Scheme))
		if scheme == "" {
			scheme = "http"
		}
		url := scheme + "://" + c.address(p.HTTPGet.Port) + p.HTTPGet.Path
		response, err := prober.Get(url)
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode >= 200 && response.StatusCode < 400
	case p.TCPSocket != nil:
		return dial(c.address(p.TCPSocket.Port))
	case p.GRPC != nil:
		return dial(c.address(intstr.FromInt32(p.GRPC.Port)))
	}
	return true
}

func dial(address string) bool {
	connection, err := net.DialTimeout("tcp4", address, probeLimit)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}

// address is where one of the container's ports, given by number or name, is on the bridge.
func (c *container) address(port intstr.IntOrString) string {
	number := port.String()
	for _, declared := range c.spec.Ports {
		if port.Type == intstr.String && declared.Name == port.StrVal {
			number = fmt.Sprint(declared.ContainerPort)
		}
	}
	return net.JoinHostPort(c.pod.object.Status.PodIP, number)
}

// listening tells whether a socket in the process's network namespace waits for clients.
func listening(pid int) bool {
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		if err != nil {
			continue
		}
		const listenState = " 0A "
		if strings.HasPrefix(table, "tcp") && strings.Contains(string(content), listenState) {
			return true
		}
		if strings.HasPrefix(table, "udp") && strings.Count(string(content), "\n") > 1 {
			return true // a line beside the heading
		}
	}
	return false
}

// wait returns false at once when the process is gone.
func wait(gone <-chan struct{}, duration time.Duration) bool {
	select {
	case <-gone:
		return false
	case <-time.After(duration):
		return true
	}
}
