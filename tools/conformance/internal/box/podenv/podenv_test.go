package podenv

import (
	"context"
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/utils/ptr"
)

func TestExpand(t *testing.T) {
	var e Environment
	e.Set("NAME", "echo")
	e.Set("EMPTY", "")
	for text, want := range map[string]string{
		"":                    "",
		"plain":               "plain",
		"--node=$(NAME)":      "--node=echo",
		"$(NAME)$(NAME)":      "echoecho",
		"[$(EMPTY)]":          "[]",
		"$(UNKNOWN)":          "$(UNKNOWN)",
		"$$(NAME)":            "$(NAME)",
		"$$$(NAME)":           "$echo",
		"$":                   "$",
		"cost: 5$":            "cost: 5$",
		"$NAME":               "$NAME",
		"$(NAME":              "$(NAME",
		"$(UNKNOWN) $(NAME)!": "$(UNKNOWN) echo!",
	} {
		if got := e.Expand(text); got != want {
			t.Errorf("%q expands to %q, want %q", text, got, want)
		}
	}
}

func TestDefineSeesEarlierVariablesAndAllSources(t *testing.T) {
	client := fake.NewClientset(
		&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "s"},
			Data: map[string][]byte{"k": []byte("secret")}},
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "c"},
			Data: map[string]string{"k": "config"}})
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "pod",
		Labels: map[string]string{"app": "echo"}},
		Status: corev1.PodStatus{PodIP: "10.200.0.9"}}
	field := func(path string) *corev1.EnvVarSource {
		return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: path}}
	}
	container := &corev1.Container{
		EnvFrom: []corev1.EnvFromSource{{Prefix: "P_", ConfigMapRef: &corev1.ConfigMapEnvSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: "c"}}}},
		Env: []corev1.EnvVar{
			{Name: "IP", ValueFrom: field("status.podIP")},
			{Name: "APP", ValueFrom: field("metadata.labels['app']")},
			{Name: "URL", Value: "http://$(IP)/$(LATER)"},
			{Name: "LATER", Value: "x"},
			{Name: "SECRET", ValueFrom: &corev1.EnvVarSource{
				SecretKeyRef: &corev1.SecretKeySelector{Key: "k",
					LocalObjectReference: corev1.LocalObjectReference{Name: "s"}}}},
			{Name: "ABSENT", ValueFrom: &corev1.EnvVarSource{
				ConfigMapKeyRef: &corev1.ConfigMapKeySelector{Key: "k", Optional: ptr.To(true),
					LocalObjectReference: corev1.LocalObjectReference{Name: "none"}}}},
		}}
	var e Environment
	if err := e.Define(context.Background(), client, pod, container); err != nil {
		t.Fatal(err)
	}
	want := []string{"P_k=config", "IP=10.200.0.9", "APP=echo", "URL=http://10.200.0.9/$(LATER)",
		"LATER=x", "SECRET=secret", "ABSENT="}
	if got := e.List(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestDefineFailsWithoutItsSecret(t *testing.T) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "pod"}}
	container := &corev1.Container{Env: []corev1.EnvVar{{Name: "S",
		ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{Key: "k"}}}}}
	var e Environment
	if err := e.Define(context.Background(), fake.NewClientset(), pod, container); err == nil {
		t.Error("a missing Secret is no error")
	}
}

func TestFieldOfUnknownPath(t *testing.T) {
	if _, err := Field(&corev1.Pod{}, "spec.containers"); err == nil {
		t.Error("an unknown field is no error")
	}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"b": "2", "a": "1"}}}
	if got, _ := Field(pod, "metadata.labels"); got != "a=\"1\"\nb=\"2\"" {
		t.Errorf("all labels are %q", got)
	}
}
