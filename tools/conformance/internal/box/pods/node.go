package pods

import (
	"context"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"meshgate/tools/conformance/internal/box/addresses"
	"meshgate/tools/conformance/internal/box/images"
)

// Node is what all pods have in common.
type Node struct {
	Client kubernetes.Interface
	Name   string
	// Address is the node's on the bridge: the pods' gateway and name server.
	Address string
	Bridge  string
	// Folder gets a folder for each pod.
	Folder    string
	Images    images.Map
	Addresses *addresses.Allocator
}

// Register creates the node, or takes over the one of a former run.
func (n *Node) Register(ctx context.Context, kubeletPort int32) error {
	object := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: n.Name, Labels: map[string]string{
		corev1.LabelHostname: n.Name, corev1.LabelOSStable: "linux"}}}
	_, err := n.Client.CoreV1().Nodes().Create(ctx, object, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	now := metav1.Now()
	patch, err := json.Marshal(map[string]any{"status": corev1.NodeStatus{
		Addresses: []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: n.Address}},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{
			KubeletEndpoint: corev1.DaemonEndpoint{Port: kubeletPort}},
		Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue,
			Reason: "Box", LastHeartbeatTime: now, LastTransitionTime: now}},
	}})
	if err != nil {
		return err
	}
	_, err = n.Client.CoreV1().Nodes().Patch(ctx, n.Name, types.StrategicMergePatchType, patch,
		metav1.PatchOptions{}, "status")
	return err
}
