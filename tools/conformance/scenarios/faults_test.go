package scenarios

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/faultproxy"
)

// through returns a client that reaches the cluster through a fault proxy.
func through(t *testing.T, c *cluster.Cluster) (kubernetes.Interface, *faultproxy.Proxy) {
	t.Helper()
	proxy, err := c.FaultProxy()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	kubeconfig, err := c.WriteKubeconfig("kubeconfig-faults", proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config.ContentType = "application/json" // in which the proxy writes its events
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client, proxy
}

// TestHarnessStallsAWatch checks with a real API server and a real client that a stalled watch
// hides what happens, without an error, and that the API server's crash and return work.
func TestHarnessStallsAWatch(t *testing.T) {
	c := cluster.ForTest(t, cluster.Options{})
	direct, err := kubernetes.NewForConfig(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	client, proxy := through(t, c)
	watcher, err := client.CoreV1().ConfigMaps("default").Watch(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer watcher.Stop()
	createConfigMap(t, direct, "seen")
	if event, open := nextEvent(t, watcher); !open || event.Type != watch.Added {
		t.Fatalf("%v, %v", event, open)
	}
	proxy.StallWatches(faultproxy.All)
	createConfigMap(t, direct, "hidden")
	select {
	case event := <-watcher.ResultChan():
		t.Errorf("a stalled watch told %v", event)
	case <-time.After(500 * time.Millisecond):
	}
	if proxy.ExpireWatches(faultproxy.All) == 0 {
		t.Error("no watch is open")
	}
	event, open := nextEvent(t, watcher)
	if status, ok := event.Object.(*metav1.Status); !open || !ok || status.Code != 410 {
		t.Errorf("%v, %v", event, open)
	}
	proxy.ResumeWatches()
	c.KillAPIServer()
	if err := c.StartAPIServer(t.Context()); err != nil {
		t.Fatal(err)
	}
	cluster.Eventually(t, time.Minute, "objects outlive a crash of the API server",
		func(ctx context.Context) (bool, error) {
			_, err := client.CoreV1().ConfigMaps("default").Get(ctx, "hidden", metav1.GetOptions{})
			return err == nil, err
		})
}

func createConfigMap(t *testing.T, client kubernetes.Interface, name string) {
	t.Helper()
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
	_, err := client.CoreV1().ConfigMaps("default").Create(t.Context(), object,
		metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func nextEvent(t *testing.T, watcher watch.Interface) (watch.Event, bool) {
	t.Helper()
	select {
	case event, open := <-watcher.ResultChan():
		return event, open
	case <-time.After(20 * time.Second):
		t.Fatal("no event comes")
		panic("unreachable")
	}
}
