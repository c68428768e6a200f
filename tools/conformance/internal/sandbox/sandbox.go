// Package sandbox moves a program into network, mount and process namespaces of its own. All that
// the program starts lives in them, so the kernel ends every process that is left when it ends.
package sandbox

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// NodeAddress is the node's address on the bridge that connects the pods.
	NodeAddress = "10.200.0.1"
	// Bridge is the name of that bridge.
	Bridge = "box0"
	// ServiceNetwork holds the cluster addresses of Services.
	ServiceNetwork = "10.96.0.0/16"
	// BalancerNetwork holds the addresses of LoadBalancer Services and static addresses.
	BalancerNetwork = "10.97.0.0/16"

	stageVariable = "CONFORMANCE_SANDBOX_STAGE"
	stopLimit     = 30 * time.Second
)

// network is a batch for the ip command. The bridge has a fixed hardware address: it would take the
// lowest of its ports' otherwise, and a deleted pod could change it under everybody's ARP entries.
// The local routes let any process listen on any address of the two networks.
const network = `link set lo up
link add ` + Bridge + ` address 02:00:00:00:00:01 type bridge
addr add ` + NodeAddress + `/16 dev ` + Bridge + `
link set ` + Bridge + ` up
route add local ` + ServiceNetwork + ` dev lo
route add local ` + BalancerNetwork + ` dev lo
`

// Inside tells whether the program runs in its sandbox.
func Inside() bool { return os.Getenv(stageVariable) == "inside" }

// Enter returns at once inside the sandbox. Outside it runs the program once more inside, passes
// SIGINT and SIGTERM on, and exits with the program's status.
func Enter() {
	switch os.Getenv(stageVariable) {
	case "inside":
		return
	case "init":
		runInit()
	}
	if os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "making network namespaces needs root: run this with sudo")
		os.Exit(2)
	}
	cmd := again("init")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID,
		// Ctrl-C goes to this process only, which passes it on once.
		Setsid:    true,
		Pdeathsig: syscall.SIGKILL,
	}
	// Pdeathsig watches the thread that starts the child.
	runtime.LockOSThread()
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(2)
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
			time.AfterFunc(stopLimit, func() { _ = cmd.Process.Kill() })
		}
	}()
	os.Exit(exitStatus(cmd.Wait()))
}

// runInit is the first process of the namespaces: it prepares them, runs the program, and collects
// the processes that nobody waits for.
func runInit() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	if err := prepare(); err != nil {
		log.Fatalln("sandbox:", err)
	}
	cmd := again("inside")
	if err := cmd.Start(); err != nil {
		log.Fatalln("sandbox:", err)
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			log.Fatalln("sandbox: wait:", err)
		}
		if pid == cmd.Process.Pid {
			if status.Signaled() {
				os.Exit(128 + int(status.Signal()))
			}
			os.Exit(status.ExitStatus())
		}
	}
}

func prepare() error {
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("/proc: %w", err)
	}
	// The names of the pods' network namespaces stay in here.
	if err := os.MkdirAll("/run/netns", 0o755); err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", "/run/netns", "tmpfs", 0, ""); err != nil {
		return fmt.Errorf("/run/netns: %w", err)
	}
	cmd := exec.Command("ip", "-batch", "-")
	cmd.Stdin = strings.NewReader(network)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("network: %w: %s", err, out)
	}
	return nil
}

// again is this program with its arguments, for another stage.
func again(stage string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), stageVariable+"="+stage)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd
}

func exitStatus(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return max(exit.ExitCode(), 1)
	}
	fmt.Fprintln(os.Stderr, "sandbox:", err)
	return 1
}
