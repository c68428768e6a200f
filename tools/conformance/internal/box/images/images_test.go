package images

import (
	"path/filepath"
	"reflect"
	"testing"
)

func TestResolve(t *testing.T) {
	known := Map{"envoy": {Folder: "/envoy"}, "meshgate": {Folder: "/manager"},
		"echo-basic": {Folder: "/echo"}}
	for name, want := range map[string]string{
		"docker.io/envoyproxy/envoy:v1.40.0":            "/envoy",
		"envoyproxy/envoy:distroless-v1.40.0":           "/envoy",
		"meshgate/envoy@sha256:00":                      "/envoy",
		"localhost:5000/meshgate":                       "/manager",
		"registry.k8s.io/gateway-api/echo-basic:v1.5.1": "/echo",
		"registry.k8s.io/meshgate/nginx:envoy":          "",
	} {
		image, found := known.Resolve(name)
		if image.Folder != want || found != (want != "") {
			t.Errorf("%s: %q, want %q", name, image.Folder, want)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	known := Map{"coredns": {Folder: "/x", Entrypoint: []string{"box", "dnsstub"}}}
	file := filepath.Join(t.TempDir(), "images.json")
	if err := known.Save(file); err != nil {
		t.Fatal(err)
	}
	if loaded, err := Load(file); err != nil || !reflect.DeepEqual(loaded, known) {
		t.Errorf("%v, %v", loaded, err)
	}
}
