package scenarios

import (
	"context"
	_ "embed"
	"os"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/cluster"
)

//go:embed testdata/envoy.yaml
var envoyManifests []byte

// TestHarnessRunsEnvoy checks what a deployed proxy needs: a bootstrap from a ConfigMap, a
// readiness probe, a name of the cluster's DNS, a Service's cluster address and a LoadBalancer.
func TestHarnessRunsEnvoy(t *testing.T) {
	c := cluster.ForTest(t, cluster.Options{Pods: true})
	known, err := images.Load(os.Getenv(cluster.ImagesVariable))
	if err != nil {
		t.Fatal(err)
	}
	if _, found := known.Resolve("envoy"); !found {
		t.Skip("there is no Envoy in a run without a manager")
	}
	objects, err := cluster.ParseManifests(envoyManifests)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), objects...); err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	cluster.Eventually(t, time.Minute, "the echo server answers through Envoy",
		func(ctx context.Context) (bool, error) {
			service, err := client.CoreV1().Services("default").Get(ctx, "envoy",
				metav1.GetOptions{})
			if err != nil || len(service.Status.LoadBalancer.Ingress) == 0 {
				return false, err
			}
			pod, err := ask(ctx, "http://"+service.Status.LoadBalancer.Ingress[0].IP+"/")
			return pod != "", err
		})
	cluster.Eventually(t, time.Minute, "Envoy's probe succeeds",
		func(ctx context.Context) (bool, error) {
			deployment, err := client.AppsV1().Deployments("default").Get(ctx, "envoy",
				metav1.GetOptions{})
			return err == nil && deployment.Status.ReadyReplicas == 1, err
		})
}
