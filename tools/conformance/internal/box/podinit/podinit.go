// Package podinit is the first program of every container: it joins the pod's network, makes the
// container's root folder out of the host's programs and the pod's volumes, and becomes the
// container's own program.
package podinit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
)

// ImageFolder is where a container sees the folder of its image.
const ImageFolder = "/.image"

// Spec says how a container looks.
type Spec struct {
	// Network is the file of the pod's network namespace.
	Network  string
	Hostname string
	// Root is an empty folder that becomes the container's root.
	Root string
	// Cwd is the working folder, inside.
	Cwd string
	// Argv is the program, inside, and its arguments.
	Argv, Env []string
	Mounts    []Mount
	// Files are written below the root, by path.
	Files map[string]string
}

// Mount shows a folder or file of the host at a place inside.
type Mount struct{ Source, Target string }

// hostFolders are the programs and libraries that containers share with the host.
var hostFolders = []string{"usr", "lib", "lib64", "bin", "sbin", "proc", "sys", "dev"}

// hostFiles are copied; certificates and time zones come with folders.
var hostFiles = []string{"passwd", "group", "nsswitch.conf", "services", "protocols"}

// Run reads a Spec from file descriptor 3 and returns only with an error. It must run in a mount
// and a UTS namespace that nobody else uses.
func Run() error {
	runtime.LockOSThread()
	var spec Spec
	pipe := os.NewFile(3, "spec")
	if err := json.NewDecoder(pipe).Decode(&spec); err != nil {
		return fmt.Errorf("spec: %w", err)
	}
	pipe.Close()
	network, err := os.Open(spec.Network)
	if err != nil {
		return err
	}
	if err := unix.Setns(int(network.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("join %s: %w", spec.Network, err)
	}
	network.Close()
	if err := unix.Sethostname([]byte(spec.Hostname)); err != nil {
		return fmt.Errorf("host name: %w", err)
	}
	if err := spec.build(); err != nil {
		return err
	}
	if err := unix.Chroot(spec.Root); err != nil {
		return fmt.Errorf("chroot: %w", err)
	}
	if err := os.Chdir(filepath.Join("/", spec.Cwd)); err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", spec.Argv[0], unix.Exec(spec.Argv[0], spec.Argv, spec.Env))
}

func (s *Spec) build() error {
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	if err := os.MkdirAll(s.Root, 0o755); err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", s.Root, "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("root: %w", err)
	}
	for _, name := range hostFolders {
		if err := s.share(name); err != nil {
			return err
		}
	}
	// Envoys of different pods must not find each other's shared memory.
	if err := unix.Mount("tmpfs", s.Root+"/dev/shm", "tmpfs", 0, "mode=1777"); err != nil {
		return fmt.Errorf("/dev/shm: %w", err)
	}
	for _, folder := range []string{"tmp", "etc/ssl", "var", "run", "root"} {
		if err := os.MkdirAll(filepath.Join(s.Root, folder), 0o777); err != nil {
			return err
		}
	}
	if err := unix.Mount("/etc/ssl", s.Root+"/etc/ssl", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("/etc/ssl: %w", err)
	}
	for _, name := range hostFiles {
		if content, err := os.ReadFile("/etc/" + name); err == nil {
			if err := s.write("/etc/"+name, string(content)); err != nil {
				return err
			}
		}
	}
	for name, content := range s.Files {
		if err := s.write(name, content); err != nil {
			return err
		}
	}
	for _, mount := range s.Mounts {
		if err := bind(mount.Source, filepath.Join(s.Root, mount.Target)); err != nil {
			return err
		}
	}
	return nil
}

// share shows one of the host's first-level folders, or the same link where it is one.
func (s *Spec) share(name string) error {
	inside := filepath.Join(s.Root, name)
	if target, err := os.Readlink("/" + name); err == nil {
		return os.Symlink(target, inside)
	}
	if _, err := os.Stat("/" + name); err != nil {
		return nil // not every machine has a /lib64
	}
	return bind("/"+name, inside)
}

func (s *Spec) write(name, content string) error {
	file := filepath.Join(s.Root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(content), 0o644)
}

func bind(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	if info.IsDir() {
		err = os.MkdirAll(target, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(target), 0o755); err == nil {
		err = os.WriteFile(target, nil, 0o644)
	}
	if err != nil {
		return err
	}
	if err := unix.Mount(source, target, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("mount %s at %s: %w", source, target, err)
	}
	return nil
}
