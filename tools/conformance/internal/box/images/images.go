// Package images says which local program stands for a container image.
package images

import (
	"encoding/json"
	"os"
	"path"
	"strings"
)

// Image is a folder that a container sees, and the program in it that the container runs.
type Image struct {
	// Folder is bound into the container, read-only by convention.
	Folder string
	// Entrypoint is a path relative to Folder, then arguments.
	Entrypoint []string
}

// Map holds images by a part of the last component of their names, such as envoy for
// docker.io/envoyproxy/envoy:v1.40.0.
type Map map[string]Image

// Resolve returns the image with the longest key that the name's last component contains.
func (m Map) Resolve(name string) (Image, bool) {
	last := path.Base(name)
	last, _, _ = strings.Cut(last, "@")
	last, _, _ = strings.Cut(last, ":")
	best := ""
	for key := range m {
		if strings.Contains(last, key) && len(key) > len(best) {
			best = key
		}
	}
	image, found := m[best]
	return image, found
}

// Save writes the map to a file that Load reads.
func (m Map) Save(file string) error {
	content, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}

// Load reads a file that Save wrote.
func Load(file string) (Map, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var m Map
	return m, json.Unmarshal(content, &m)
}
