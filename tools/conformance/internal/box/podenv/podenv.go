// Package podenv computes the environment of containers, as Kubernetes defines it.
package podenv

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Environment is what a container's variables are made of.
type Environment struct {
	values map[string]string
	order  []string
}

// Set adds or replaces a variable.
func (e *Environment) Set(name, value string) {
	if e.values == nil {
		e.values = map[string]string{}
	}
	if _, known := e.values[name]; !known {
		e.order = append(e.order, name)
	}
	e.values[name] = value
}

// List returns NAME=VALUE in the order of definition.
func (e *Environment) List() []string {
	list := make([]string, 0, len(e.order))
	for _, name := range e.order {
		list = append(list, name+"="+e.values[name])
	}
	return list
}

// Expand replaces $(NAME) by the variable's value. $$ is a dollar sign that expands nothing; what
// names no variable stays as it is.
func (e *Environment) Expand(text string) string {
	var out strings.Builder
	for {
		dollar := strings.IndexByte(text, '$')
		if dollar < 0 || dollar+1 == len(text) {
			return out.String() + text
		}
		out.WriteString(text[:dollar])
		rest := text[dollar+1:]
		if rest[0] == '$' {
			out.WriteByte('$')
			text = rest[1:]
			continue
		}
		if end := strings.IndexByte(rest, ')'); rest[0] == '(' && end > 0 {
			if value, known := e.values[rest[1:end]]; known {
				out.WriteString(value)
			} else {
				out.WriteString(text[dollar : dollar+1+end+1])
			}
			text = rest[end+1:]
			continue
		}
		out.WriteByte('$')
		text = rest
	}
}

// Define adds the variables of a container of the pod, whose status must hold its addresses.
func (e *Environment) Define(ctx context.Context, client kubernetes.Interface, pod *corev1.Pod,
	container *corev1.Container) error {
	for _, source := range container.EnvFrom {
		data, err := allKeys(ctx, client, pod.Namespace, source)
		if err != nil {
			return err
		}
		for key, value := range data {
			e.Set(source.Prefix+key, value)
		}
	}
	for _, variable := range container.Env {
		value := e.Expand(variable.Value)
		if variable.ValueFrom != nil {
			var err error
			if value, err = fromSource(ctx, client, pod, variable.ValueFrom); err != nil {
				return fmt.Errorf("variable %s: %w", variable.Name, err)
			}
		}
		e.Set(variable.Name, value)
	}
	return nil
}

func allKeys(ctx context.Context, client kubernetes.Interface, namespace string,
	source corev1.EnvFromSource) (map[string]string, error) {
	data := map[string]string{}
	switch {
	case source.ConfigMapRef != nil:
		object, err := client.CoreV1().ConfigMaps(namespace).Get(ctx, source.ConfigMapRef.Name,
			metav1.GetOptions{})
		if err != nil {
			return nil, absentIfOptional(err, source.ConfigMapRef.Optional)
		}
		return object.Data, nil
	case source.SecretRef != nil:
		object, err := client.CoreV1().Secrets(namespace).Get(ctx, source.SecretRef.Name,
			metav1.GetOptions{})
		if err != nil {
			return nil, absentIfOptional(err, source.SecretRef.Optional)
		}
		for key, value := range object.Data {
			data[key] = string(value)
		}
	}
	return data, nil
}

func fromSource(ctx context.Context, client kubernetes.Interface, pod *corev1.Pod,
	source *corev1.EnvVarSource) (string, error) {
	switch {
	case source.FieldRef != nil:
		return Field(pod, source.FieldRef.FieldPath)
	case source.SecretKeyRef != nil:
		ref := source.SecretKeyRef
		object, err := client.CoreV1().Secrets(pod.Namespace).Get(ctx, ref.Name,
			metav1.GetOptions{})
		if err != nil {
			return "", absentIfOptional(err, ref.Optional)
		}
		return string(object.Data[ref.Key]), nil
	case source.ConfigMapKeyRef != nil:
		ref := source.ConfigMapKeyRef
		object, err := client.CoreV1().ConfigMaps(pod.Namespace).Get(ctx, ref.Name,
			metav1.GetOptions{})
		if err != nil {
			return "", absentIfOptional(err, ref.Optional)
		}
		return object.Data[ref.Key], nil
	}
	return "", fmt.Errorf("box knows fieldRef, secretKeyRef and configMapKeyRef only")
}

func absentIfOptional(err error, optional *bool) error {
	if optional != nil && *optional && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// Field returns a field of the pod by its path in the downward API.
func Field(pod *corev1.Pod, path string) (string, error) {
	switch path {
	case "metadata.name":
		return pod.Name, nil
	case "metadata.namespace":
		return pod.Namespace, nil
	case "metadata.uid":
		return string(pod.UID), nil
	case "spec.nodeName":
		return pod.Spec.NodeName, nil
	case "spec.serviceAccountName":
		return pod.Spec.ServiceAccountName, nil
	case "status.podIP", "status.podIPs":
		return pod.Status.PodIP, nil
	case "status.hostIP", "status.hostIPs":
		return pod.Status.HostIP, nil
	case "metadata.labels":
		return everyPair(pod.Labels), nil
	case "metadata.annotations":
		return everyPair(pod.Annotations), nil
	}
	if name, ok := subscript(path, "metadata.labels"); ok {
		return pod.Labels[name], nil
	}
	if name, ok := subscript(path, "metadata.annotations"); ok {
		return pod.Annotations[name], nil
	}
	return "", fmt.Errorf("box knows no field %s", path)
}

// subscript returns NAME of field['NAME'].
func subscript(path, field string) (string, bool) {
	name, ok := strings.CutPrefix(path, field+"['")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "']")
}

// everyPair is the form in which the downward API writes all labels or annotations.
func everyPair(pairs map[string]string) string {
	lines := make([]string, 0, len(pairs))
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		lines = append(lines, fmt.Sprintf("%s=%q", key, pairs[key]))
	}
	return strings.Join(lines, "\n")
}
