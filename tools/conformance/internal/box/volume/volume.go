// Package volume makes the files of a pod's volumes out of objects of the cluster.
package volume

import (
	"context"
	"fmt"
	"path"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"meshgate/tools/conformance/internal/box/podenv"
)

// Files holds contents by path relative to the volume.
type Files map[string][]byte

// Source reads what the volumes of one pod consist of.
type Source struct {
	Client kubernetes.Interface
	// Pod is the pod with its addresses in its status.
	Pod *corev1.Pod
}

// Files returns a volume's files: nil for a volume that begins empty, an error when an object that
// is not optional is absent.
func (s Source) Files(ctx context.Context, volume *corev1.Volume) (Files, error) {
	switch v := volume.VolumeSource; {
	case v.Secret != nil:
		return s.secret(ctx, v.Secret.SecretName, v.Secret.Items, v.Secret.Optional)
	case v.ConfigMap != nil:
		return s.configMap(ctx, v.ConfigMap.Name, v.ConfigMap.Items, v.ConfigMap.Optional)
	case v.DownwardAPI != nil:
		return s.downward(v.DownwardAPI.Items)
	case v.Projected != nil:
		files := Files{}
		for _, source := range v.Projected.Sources {
			more, err := s.projection(ctx, source)
			if err != nil {
				return nil, err
			}
			for name, content := range more {
				files[name] = content
			}
		}
		return files, nil
	case v.EmptyDir != nil:
		return nil, nil
	}
	return nil, fmt.Errorf("box knows no such volume: %s", volume.Name)
}

func (s Source) projection(ctx context.Context, source corev1.VolumeProjection) (Files, error) {
	switch {
	case source.Secret != nil:
		return s.secret(ctx, source.Secret.Name, source.Secret.Items, source.Secret.Optional)
	case source.ConfigMap != nil:
		return s.configMap(ctx, source.ConfigMap.Name, source.ConfigMap.Items,
			source.ConfigMap.Optional)
	case source.DownwardAPI != nil:
		return s.downward(source.DownwardAPI.Items)
	case source.ServiceAccountToken != nil:
		return s.token(ctx, source.ServiceAccountToken)
	}
	return nil, fmt.Errorf("box knows no such projected source")
}

func (s Source) secret(ctx context.Context, name string, items []corev1.KeyToPath,
	optional *bool) (Files, error) {
	object, err := s.Client.CoreV1().Secrets(s.Pod.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, absentIfOptional(err, optional)
	}
	return choose(object.Data, items)
}

func (s Source) configMap(ctx context.Context, name string, items []corev1.KeyToPath,
	optional *bool) (Files, error) {
	object, err := s.Client.CoreV1().ConfigMaps(s.Pod.Namespace).Get(ctx, name,
		metav1.GetOptions{})
	if err != nil {
		return nil, absentIfOptional(err, optional)
	}
	data := Files{}
	for key, content := range object.BinaryData {
		data[key] = content
	}
	for key, content := range object.Data {
		data[key] = []byte(content)
	}
	return choose(data, items)
}

func (s Source) downward(items []corev1.DownwardAPIVolumeFile) (Files, error) {
	files := Files{}
	for _, item := range items {
		if item.FieldRef == nil {
			return nil, fmt.Errorf("box knows fieldRef only in a downward volume")
		}
		value, err := podenv.Field(s.Pod, item.FieldRef.FieldPath)
		if err != nil {
			return nil, err
		}
		files[item.Path] = []byte(value)
	}
	return files, nil
}

// token asks for a token that ends with the pod, as kubelet does.
func (s Source) token(ctx context.Context,
	projection *corev1.ServiceAccountTokenProjection) (Files, error) {
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		ExpirationSeconds: projection.ExpirationSeconds,
		BoundObjectRef: &authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod",
			Name: s.Pod.Name, UID: s.Pod.UID},
	}}
	if projection.Audience != "" {
		request.Spec.Audiences = []string{projection.Audience}
	}
	answer, err := s.Client.CoreV1().ServiceAccounts(s.Pod.Namespace).CreateToken(ctx,
		s.Pod.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	if err != nil {
		return nil, fmt.Errorf("token of ServiceAccount %s: %w",
			s.Pod.Spec.ServiceAccountName, err)
	}
	return Files{projection.Path: []byte(answer.Status.Token)}, nil
}

// choose applies the items of a volume, which pick keys and name their files.
func choose(data map[string][]byte, items []corev1.KeyToPath) (Files, error) {
	if len(items) == 0 {
		return data, nil
	}
	files := Files{}
	for _, item := range items {
		content, found := data[item.Key]
		if !found {
			return nil, fmt.Errorf("there is no key %s", item.Key)
		}
		files[path.Clean(item.Path)] = content
	}
	return files, nil
}

func absentIfOptional(err error, optional *bool) error {
	if optional != nil && *optional && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
