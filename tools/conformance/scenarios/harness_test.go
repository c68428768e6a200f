package scenarios

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/gateway-api/conformance"

	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/sandbox"
)

const (
	infra   = "gateway-conformance-infra"
	backend = "infra-backend-v1"
)

// TestHarnessRunsTheSuitesBackends checks all that the suite needs of a cluster beside a control
// plane, with the suite's own manifests.
func TestHarnessRunsTheSuitesBackends(t *testing.T) {
	c := cluster.ForTest(t, cluster.Options{Pods: true, RBAC: true})
	if err := c.InstallCRDs(t.Context(), cluster.CRDs("v1.6.1", "experimental")); err != nil {
		t.Fatal(err)
	}
	applyBackends(t, c)
	client, err := kubernetes.NewForConfig(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	cluster.Eventually(t, time.Minute, "all pods are ready",
		func(ctx context.Context) (bool, error) { return podsReady(ctx, client) })
	exposeBackend(t, client)
	address := ""
	cluster.Eventually(t, 10*time.Second, "the LoadBalancer has an address",
		func(ctx context.Context) (bool, error) {
			service, err := client.CoreV1().Services(infra).Get(ctx, "exposed", metav1.GetOptions{})
			if err != nil || len(service.Status.LoadBalancer.Ingress) == 0 {
				return false, err
			}
			address = service.Status.LoadBalancer.Ingress[0].IP
			return true, nil
		})
	pods := map[string]bool{}
	cluster.Eventually(t, 10*time.Second, "both pods answer through the LoadBalancer",
		func(ctx context.Context) (bool, error) {
			pod, err := ask(ctx, "http://"+address+"/self-test")
			pods[pod] = true
			delete(pods, "")
			return len(pods) == 2, err
		})
	checkNodePort(t, client)
	checkLogs(t, client, pods)
	checkDeletion(t, client, pods)
}

// applyBackends applies the suite's base manifests without its Gateways, and the Secrets that the
// suite would make later.
func applyBackends(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	content, err := conformance.Manifests.ReadFile("base/manifests.yaml")
	if err != nil {
		t.Fatal(err)
	}
	objects, err := cluster.ParseManifests(content)
	if err != nil {
		t.Fatal(err)
	}
	var backends []*unstructured.Unstructured
	for _, object := range objects {
		if object.GetKind() != "Gateway" && !strings.Contains(object.GetName(), "tls-backend") &&
			object.GetName() != "tcp-backend" {
			backends = append(backends, object)
		}
	}
	if err := c.Apply(t.Context(), backends...); err != nil {
		t.Fatal(err)
	}
}

func podsReady(ctx context.Context, client kubernetes.Interface) (bool, error) {
	pods, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return false, err
	}
	for i := range pods.Items {
		ready := false
		for _, condition := range pods.Items[i].Status.Conditions {
			ready = ready || condition.Type == corev1.PodReady &&
				condition.Status == corev1.ConditionTrue
		}
		if !ready {
			return false, fmt.Errorf("%s is not ready", pods.Items[i].Name)
		}
	}
	const fewest = 15
	if len(pods.Items) < fewest {
		return false, fmt.Errorf("%d pods", len(pods.Items))
	}
	return true, nil
}

func exposeBackend(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	service, err := client.CoreV1().Services(infra).Get(t.Context(), backend, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	exposed := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "exposed"},
		Spec: corev1.ServiceSpec{Type: corev1.ServiceTypeLoadBalancer,
			Selector: service.Spec.Selector}}
	port := service.Spec.Ports[0]
	exposed.Spec.Ports = []corev1.ServicePort{{Port: 80, TargetPort: port.TargetPort}}
	_, err = client.CoreV1().Services(infra).Create(t.Context(), exposed, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// ask returns the name of the pod that answered.
func ask(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Pod, Path string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	return answer.Pod, nil
}

func checkNodePort(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	service, err := client.CoreV1().Services(infra).Get(t.Context(), "exposed",
		metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	url := fmt.Sprintf("http://%s:%d/", sandbox.NodeAddress, service.Spec.Ports[0].NodePort)
	if pod, err := ask(t.Context(), url); pod == "" || err != nil {
		t.Errorf("no pod answers at %s: %v", url, err)
	}
}

func readLog(t *testing.T, client kubernetes.Interface, pod string, since time.Time) string {
	t.Helper()
	options := &corev1.PodLogOptions{Container: backend}
	if !since.IsZero() {
		options.SinceTime = &metav1.Time{Time: since}
	}
	content, err := client.CoreV1().Pods(infra).GetLogs(pod, options).DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// checkLogs wants the requests in the logs, but not in those of later times.
func checkLogs(t *testing.T, client kubernetes.Interface, pods map[string]bool) {
	t.Helper()
	for pod := range pods {
		if all := readLog(t, client, pod, time.Time{}); !strings.Contains(all, "/self-test") {
			t.Errorf("the log of %s lacks its request: %q", pod, all)
		}
		later := time.Now().Add(time.Hour)
		if rest := readLog(t, client, pod, later); rest != "" {
			t.Errorf("the log of %s has lines of the future: %q", pod, rest)
		}
	}
}

// checkDeletion wants a deleted pod to be gone with its process, and to be replaced.
func checkDeletion(t *testing.T, client kubernetes.Interface, pods map[string]bool) {
	t.Helper()
	for pod := range pods {
		object, err := client.CoreV1().Pods(infra).Get(t.Context(), pod, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		err = client.CoreV1().Pods(infra).Delete(t.Context(), pod, metav1.DeleteOptions{})
		if err != nil {
			t.Fatal(err)
		}
		cluster.Eventually(t, 10*time.Second, "the deleted pod is gone and does not answer",
			func(ctx context.Context) (bool, error) {
				_, err := client.CoreV1().Pods(infra).Get(ctx, pod, metav1.GetOptions{})
				if err == nil {
					return false, nil
				}
				answering, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				_, err = ask(answering, "http://"+object.Status.PodIP+":3000/")
				return err != nil, nil
			})
	}
	cluster.Eventually(t, 20*time.Second, "deleted pods are replaced",
		func(ctx context.Context) (bool, error) { return podsReady(ctx, client) })
}
