// Package controlplane starts meshgate's manager in a cluster.
package controlplane

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/process"
	"meshgate/tools/conformance/internal/sandbox"
)

const (
	// Class is the GatewayClass that the manager serves by default.
	Class          = "kuma"
	controllerName = "gateways.kuma.io/controller"

	// Where the manager listens when it is a process beside the cluster: proxies connect from their
	// pods, the harness from the node.
	XDSAddress   = sandbox.NodeAddress + ":18000"
	AdminAddress = sandbox.NodeAddress + ":18001"

	acceptLimit = time.Minute
	stopGrace   = 10 * time.Second
)

var classes = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1",
	Resource: "gatewayclasses"}

// Start runs the manager as a process on the node. Its log is named manager.log.
func Start(manager, kubeconfig, folder string, flags ...string) (*process.Process, error) {
	argv := append([]string{manager, "run", "--kubeconfig", kubeconfig,
		"--xds-listen", XDSAddress, "--admin-listen", AdminAddress}, flags...)
	return process.Start("manager", filepath.Join(folder, "manager.log"), nil, argv...)
}

// StartForTest runs the manager for a scenario, through a kubeconfig that may lead to a fault
// proxy. It ends with the test, or earlier by the scenario's own hand.
func StartForTest(t *testing.T, c *cluster.Cluster, kubeconfig string,
	flags ...string) *process.Process {
	t.Helper()
	manager, err := Start(os.Getenv(cluster.ManagerVariable), kubeconfig, c.Logs(), flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { manager.Stop(stopGrace) })
	return manager
}

// Deploy applies a kustomization as a user would.
func Deploy(ctx context.Context, c *cluster.Cluster, kustomization string) error {
	builder := krusty.MakeKustomizer(krusty.MakeDefaultOptions())
	built, err := builder.Run(filesys.MakeFsOnDisk(), kustomization)
	if err != nil {
		return err
	}
	text, err := built.AsYaml()
	if err != nil {
		return err
	}
	objects, err := cluster.ParseManifests(text)
	if err != nil {
		return err
	}
	return c.Apply(ctx, objects...)
}

// CreateClass creates the GatewayClass, for a manager that does not.
func CreateClass(ctx context.Context, c *cluster.Cluster) error {
	return c.Apply(ctx, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
		"metadata": map[string]any{"name": Class},
		"spec":     map[string]any{"controllerName": controllerName},
	}})
}

// WaitForClass returns when the manager has accepted its GatewayClass, or with an error when it
// ends or takes longer than a minute. The process may be nil.
func WaitForClass(ctx context.Context, c *cluster.Cluster, manager *process.Process) error {
	ctx, cancel := context.WithTimeout(ctx, acceptLimit)
	defer cancel()
	client, err := dynamic.NewForConfig(c.Config)
	if err != nil {
		return err
	}
	var gone <-chan struct{}
	if manager != nil {
		gone = manager.Done()
	}
	for {
		class, err := client.Resource(classes).Get(ctx, Class, metav1.GetOptions{})
		if err == nil && accepted(class) {
			return nil
		}
		select {
		case <-gone:
			return manager.Failure()
		case <-ctx.Done():
			return fmt.Errorf("GatewayClass %s is not accepted: %w", Class, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func accepted(class *unstructured.Unstructured) bool {
	conditions, _, _ := unstructured.NestedSlice(class.Object, "status", "conditions")
	for _, condition := range conditions {
		fields, _ := condition.(map[string]any)
		if fields["type"] == "Accepted" {
			return fields["status"] == "True"
		}
	}
	return false
}
