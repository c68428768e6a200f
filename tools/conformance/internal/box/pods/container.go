package pods

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"

	"meshgate/tools/conformance/internal/box/clusterdns"
	"meshgate/tools/conformance/internal/box/podenv"
	"meshgate/tools/conformance/internal/box/podinit"
	"meshgate/tools/conformance/internal/box/podlog"
)

const (
	firstBackOff = 200 * time.Millisecond
	lastBackOff  = 5 * time.Second
	// kubernetesHost is the address of the Service kubernetes, the first one of its network.
	kubernetesHost = "10.96.0.1"
)

// container is one container of a pod and what its last start came to.
type container struct {
	pod  *pod
	spec *corev1.Container

	// state is guarded by the pod's mutex.
	state containerState
}

// containerState is what the pod's status tells of a container.
type containerState struct {
	started  time.Time
	running  bool
	ended    bool
	exitCode int
	restarts int
	// startup and ready are what the probes found.
	startup, ready bool
}

// update changes the container's state and has the pod's status written.
func (c *container) update(change func(*containerState)) {
	c.pod.mutex.Lock()
	before := c.state
	change(&c.state)
	same := before == c.state
	c.pod.mutex.Unlock()
	if !same {
		c.pod.changed()
	}
}

// supervise runs the container until the pod ends, or until it ends and is not to be restarted.
func (c *container) supervise() {
	for backOff := firstBackOff; ; backOff = min(2*backOff, lastBackOff) {
		cmd, err := c.start()
		if err != nil {
			c.pod.logf("container %s: %v", c.spec.Name, err)
		} else {
			begun := time.Now()
			c.update(func(s *containerState) {
				*s = containerState{started: begun, running: true, restarts: s.restarts}
			})
			code, ended := c.wait(cmd)
			if ended {
				return
			}
			if time.Since(begun) > time.Minute {
				backOff = firstBackOff
			}
			c.pod.logf("container %s exited with %d", c.spec.Name, code)
			policy := c.pod.object.Spec.RestartPolicy
			again := policy == corev1.RestartPolicyAlways || policy == "" ||
				policy == corev1.RestartPolicyOnFailure && code != 0
			c.update(func(s *containerState) {
				s.running, s.ready, s.startup, s.ended, s.exitCode = false, false, false, true, code
				if again {
					s.restarts++
				}
			})
			if !again {
				return
			}
		}
		if !c.pod.sleep(backOff) {
			return
		}
	}
}

// wait returns the exit code of the container, or true when the pod has ended it.
func (c *container) wait(cmd *exec.Cmd) (code int, ended bool) {
	exited := make(chan int, 1)
	gone := make(chan struct{})
	go func() {
		err := cmd.Wait()
		close(gone)
		exited <- exitCode(err)
	}()
	c.pod.work.Go(func() { c.probe(cmd.Process.Pid, gone) })
	select {
	case code := <-exited:
		return code, c.pod.context.Err() != nil
	case <-c.pod.context.Done():
	}
	if c.pod.grace > 0 {
		_ = cmd.Process.Signal(syscall.SIGTERM) // fails only when it has ended
		select {
		case <-gone:
		case <-time.After(c.pod.grace):
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // fails only when nothing of it is left
	<-gone
	return 0, true
}

func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	case errors.As(err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return 128 + int(status.Signal())
		}
	}
	return 255
}

// runInitContainer returns true when the container has succeeded, false when the pod ends before.
func (p *pod) runInitContainer(spec *corev1.Container) bool {
	c := &container{pod: p, spec: spec}
	for {
		cmd, err := c.start()
		if err == nil {
			gone := make(chan struct{})
			go func() {
				err = cmd.Wait()
				close(gone)
			}()
			select {
			case <-gone:
			case <-p.context.Done():
				_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
				<-gone
				return false
			}
		}
		if err == nil {
			return true
		}
		p.logf("init container %s: %v", spec.Name, err)
		if !p.sleep(firstBackOff) {
			return false
		}
	}
}

// start starts the container's program with its output going to its log.
func (c *container) start() (*exec.Cmd, error) {
	spec, err := c.describe()
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(c.pod.logFile(c.spec.Name),
		os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	output, stdout, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	specReader, specWriter, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, log.Close(), output.Close(), stdout.Close())
	}
	cmd := exec.Command("/proc/self/exe", "podinit")
	cmd.Stdout, cmd.Stderr = stdout, stdout
	cmd.ExtraFiles = []*os.File{specReader}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL,
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWUTS}
	err = cmd.Start()
	stdout.Close()
	specReader.Close()
	go func() {
		_, _ = specWriter.Write(encoded) // a program that did not start tells of itself
		specWriter.Close()
	}()
	go func() {
		defer log.Close()
		defer output.Close()
		if err := podlog.Copy(log, output); err != nil {
			c.pod.logf("log of container %s: %v", c.spec.Name, err)
			_, _ = io.Copy(io.Discard, output) // or the program would hang
		}
	}()
	return cmd, err
}

// describe says how the container looks.
func (c *container) describe() (*podinit.Spec, error) {
	p := c.pod
	image, found := p.node.Images.Resolve(c.spec.Image)
	if !found {
		return nil, fmt.Errorf("no local program stands for the image %s", c.spec.Image)
	}
	var env podenv.Environment
	env.Set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	env.Set("HOSTNAME", p.object.Name)
	env.Set("HOME", "/root")
	env.Set("KUBERNETES_SERVICE_HOST", kubernetesHost)
	env.Set("KUBERNETES_SERVICE_PORT", "443")
	if err := env.Define(p.context, p.node.Client, p.object, c.spec); err != nil {
		return nil, err
	}
	argv := []string{filepath.Join(podinit.ImageFolder, image.Entrypoint[0])}
	argv = append(argv, image.Entrypoint[1:]...)
	// The first word of a command is the program's name in the real image.
	arguments := c.spec.Args
	if len(c.spec.Command) > 1 {
		arguments = append(c.spec.Command[1:len(c.spec.Command):len(c.spec.Command)],
			c.spec.Args...)
	}
	for _, argument := range arguments {
		argv = append(argv, env.Expand(argument))
	}
	mounts := []podinit.Mount{{Source: image.Folder, Target: podinit.ImageFolder}}
	for _, m := range c.spec.VolumeMounts {
		mounts = append(mounts, podinit.Mount{Target: m.MountPath,
			Source: filepath.Join(p.volumeFolder(m.Name), env.Expand(m.SubPathExpr), m.SubPath)})
	}
	search := fmt.Sprintf("%s.svc.%s svc.%s %s", p.object.Namespace, clusterdns.Domain,
		clusterdns.Domain, clusterdns.Domain)
	return &podinit.Spec{
		Network: "/run/netns/" + p.network, Hostname: p.object.Name,
		Root: filepath.Join(p.folder, "root", c.spec.Name), Cwd: c.spec.WorkingDir,
		Argv: argv, Env: env.List(), Mounts: mounts,
		Files: map[string]string{
			"/etc/hosts": fmt.Sprintf("127.0.0.1 localhost\n%s %s\n", p.object.Status.PodIP,
				p.object.Name),
			"/etc/hostname": p.object.Name + "\n",
			"/etc/resolv.conf": fmt.Sprintf("nameserver %s\nsearch %s\noptions ndots:5\n",
				p.node.Address, search),
		},
	}, nil
}
