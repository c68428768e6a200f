package volume

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/utils/ptr"
)

func source() Source {
	name := func(name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Namespace: "ns", Name: name}
	}
	client := fake.NewClientset(
		&corev1.Secret{ObjectMeta: name("tls"), Data: map[string][]byte{"tls.crt": []byte("C"),
			"tls.key": []byte("K")}},
		&corev1.ConfigMap{ObjectMeta: name("files"), Data: map[string]string{"a": "A"},
			BinaryData: map[string][]byte{"b": {0}}})
	client.PrependReactor("create", "serviceaccounts",
		func(clienttesting.Action) (bool, runtime.Object, error) {
			return true, &authenticationv1.TokenRequest{
				Status: authenticationv1.TokenRequestStatus{Token: "T"}}, nil
		})
	pod := &corev1.Pod{ObjectMeta: name("pod")}
	pod.Spec.ServiceAccountName = "robot"
	return Source{Client: client, Pod: pod}
}

func TestFiles(t *testing.T) {
	files := corev1.LocalObjectReference{Name: "files"}
	for _, test := range []struct {
		name   string
		volume corev1.VolumeSource
		want   Files
	}{
		{"secret", corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "tls"}},
			Files{"tls.crt": []byte("C"), "tls.key": []byte("K")}},
		{"items", corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "tls",
			Items: []corev1.KeyToPath{{Key: "tls.key", Path: "deep/key"}}}},
			Files{"deep/key": []byte("K")}},
		{"config map", corev1.VolumeSource{
			ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: files}},
			Files{"a": []byte("A"), "b": {0}}},
		{"optional", corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "none",
			Optional: ptr.To(true)}}, nil},
		{"empty", corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}, nil},
		{"projected", corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
			Sources: []corev1.VolumeProjection{
				{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "token"}},
				{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: files,
					Items: []corev1.KeyToPath{{Key: "a", Path: "ca.crt"}}}},
				{DownwardAPI: &corev1.DownwardAPIProjection{
					Items: []corev1.DownwardAPIVolumeFile{{Path: "namespace",
						FieldRef: &corev1.ObjectFieldSelector{
							FieldPath: "metadata.namespace"}}}}},
			}}},
			Files{"token": []byte("T"), "ca.crt": []byte("A"), "namespace": []byte("ns")}},
	} {
		got, err := source().Files(context.Background(), &corev1.Volume{VolumeSource: test.volume})
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %q and %v, want %q", test.name, got, err, test.want)
		}
	}
}

func TestFilesFailWithoutTheirObjectOrKey(t *testing.T) {
	for name, volume := range map[string]corev1.SecretVolumeSource{
		"object": {SecretName: "none"},
		"key":    {SecretName: "tls", Items: []corev1.KeyToPath{{Key: "none", Path: "x"}}},
	} {
		_, err := source().Files(context.Background(),
			&corev1.Volume{VolumeSource: corev1.VolumeSource{Secret: &volume}})
		if err == nil {
			t.Errorf("a missing %s is no error", name)
		}
	}
}

func read(t *testing.T, folder, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestWriteSwapsAllFilesAtOnce(t *testing.T) {
	folder := t.TempDir()
	write := func(files Files) string {
		t.Helper()
		if err := Write(folder, files); err != nil {
			t.Fatal(err)
		}
		version, err := os.Readlink(filepath.Join(folder, "..data"))
		if err != nil {
			t.Fatal(err)
		}
		return version
	}
	first := write(Files{"cert": []byte("1"), "deep/key": []byte("1"), "gone": nil})
	if read(t, folder, "cert") != "1" || read(t, folder, "deep/key") != "1" {
		t.Error("the first files are wrong")
	}
	again := write(Files{"cert": []byte("1"), "deep/key": []byte("1"), "gone": nil})
	if again != first {
		t.Error("equal files were written again")
	}
	if second := write(Files{"cert": []byte("2"), "deep/key": []byte("1")}); second == first {
		t.Error("changed files have the old version")
	}
	if read(t, folder, "cert") != "2" {
		t.Error("the file did not change")
	}
	if _, err := os.Lstat(filepath.Join(folder, "gone")); err == nil {
		t.Error("a key that is gone left its file")
	}
	if _, err := os.Stat(filepath.Join(folder, first)); err == nil {
		t.Error("the old version is still there")
	}
}

func TestWriteStaysInside(t *testing.T) {
	if err := Write(t.TempDir(), Files{"../evil": nil}); err == nil {
		t.Error("a path that leaves the volume is no error")
	}
}
