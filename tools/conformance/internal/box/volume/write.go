package volume

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// current is the link that readers follow; swapping it changes all files of a volume at once, which
// is what Envoy and others that watch a mounted folder rely on.
const current = "..data"

// Write makes the folder hold exactly the files; it does nothing when it already does.
func Write(folder string, files Files) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, _ := os.Readlink(filepath.Join(folder, current))
	if old != "" && same(filepath.Join(folder, old), files) {
		return nil
	}
	version := ".." + time.Now().UTC().Format("2006_01_02_15_04_05.000000000")
	for name, content := range files {
		if !filepath.IsLocal(name) || strings.HasPrefix(name, "..") {
			return fmt.Errorf("%s is no path inside a volume", name)
		}
		file := filepath.Join(folder, version, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(folder, version), 0o755); err != nil {
		return err
	}
	if err := link(version, filepath.Join(folder, current)); err != nil {
		return err
	}
	if err := linkTop(folder, files); err != nil {
		return err
	}
	if old == "" {
		return nil
	}
	return os.RemoveAll(filepath.Join(folder, old))
}

// linkTop gives each first path element a link through the current version and removes others.
func linkTop(folder string, files Files) error {
	wanted := map[string]bool{}
	for name := range files {
		top, _, _ := strings.Cut(name, "/")
		wanted[top] = true
		if _, err := os.Lstat(filepath.Join(folder, top)); err == nil {
			continue
		}
		if err := link(filepath.Join(current, top), filepath.Join(folder, top)); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); !wanted[name] && !strings.HasPrefix(name, "..") {
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// link makes or replaces a symbolic link in one step.
func link(target, name string) error {
	temporary := filepath.Join(filepath.Dir(name), "..new")
	if err := os.Symlink(target, temporary); err != nil {
		return err
	}
	return os.Rename(temporary, name)
}

// errDifferent ends a walk early.
var errDifferent = errors.New("different")

func same(folder string, files Files) bool {
	found := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if want, ok := files[name]; !ok || !bytes.Equal(content, want) {
			return errDifferent
		}
		found++
		return nil
	})
	return err == nil && found == len(files)
}
