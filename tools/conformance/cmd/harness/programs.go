package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/cluster"
)

const envoyVariable = "CONFORMANCE_ENVOY"

// findPrograms sets the variables of the manager and of Envoy, which Bazel builds and fetches
// unless the options name others.
func findPrograms(o *options) error {
	manager, envoy := o.managerBinary, o.envoyBinary
	if manager == "" {
		if err := bazel(o.root, "build", "//controllers:manager"); err != nil {
			return fmt.Errorf("building the manager: %w", err)
		}
		manager = filepath.Join(o.root, "bazel-bin", "controllers", "manager")
	}
	if envoy == "" {
		if err := bazel(o.root, "build", "@envoy_binary//:envoy"); err != nil {
			return fmt.Errorf("fetching Envoy: %w", err)
		}
		cmd := exec.Command(filepath.Join(o.root, "tools", "bazel"), "info", "output_base")
		cmd.Dir = o.root
		base, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("asking Bazel for its output base: %w", err)
		}
		envoy = filepath.Join(strings.TrimSpace(string(base)), "external", "envoy_binary", "envoy")
	}
	paths := map[string]string{cluster.ManagerVariable: manager, envoyVariable: envoy}
	for name, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		if _, err := os.Stat(absolute); err != nil {
			return err
		}
		if err := os.Setenv(name, absolute); err != nil {
			return err
		}
	}
	return nil
}

func bazel(root string, arguments ...string) error {
	cmd := exec.Command(filepath.Join(root, "tools", "bazel"), arguments...)
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// localImages says which program stands for which image.
func localImages(o *options, folder string) (images.Map, error) {
	box := filepath.Join(o.tools, "box")
	known := images.Map{}
	for name, argv := range map[string][]string{
		"echo-basic": {filepath.Join(o.servers, "echo-basic")},
		"coredns":    {box, "dnsstub"},
		"envoy":      {os.Getenv(envoyVariable)},
	} {
		if argv[0] == "" {
			continue // nothing that needs it is run
		}
		// The folder is bound into containers, where no link leads out of it.
		program, err := filepath.EvalSymlinks(argv[0])
		if err != nil {
			return nil, err
		}
		known[name] = images.Image{Folder: filepath.Dir(program),
			Entrypoint: append([]string{filepath.Base(program)}, argv[1:]...)}
	}
	if manager := os.Getenv(cluster.ManagerVariable); manager != "" {
		image, err := managerImage(manager, filepath.Join(folder, "manager-image"))
		if err != nil {
			return nil, err
		}
		known["meshgate"], known["manager"] = image, image
	}
	return known, nil
}

// managerImage copies the manager with its runfiles, whose links lead all over Bazel's folders.
func managerImage(manager, folder string) (images.Image, error) {
	image := images.Image{Folder: folder, Entrypoint: []string{"manager"}}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return image, err
	}
	for source, target := range map[string]string{
		manager: "manager", manager + ".runfiles": "manager.runfiles"} {
		if _, err := os.Stat(source); errors.Is(err, os.ErrNotExist) && source != manager {
			continue // a manager that brings its plugins in another way
		}
		cmd := exec.Command("cp", "--recursive", "--dereference", source,
			filepath.Join(folder, target))
		if out, err := cmd.CombinedOutput(); err != nil {
			return image, fmt.Errorf("copying the manager: %w: %s", err, out)
		}
	}
	return image, nil
}
