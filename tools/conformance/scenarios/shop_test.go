package scenarios

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/controlplane"
	"meshgate/tools/conformance/internal/faultproxy"
	"meshgate/tools/conformance/internal/process"
)

//go:embed testdata/shop.yaml
var shopManifests []byte

var (
	gateways = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1",
		Resource: "gateways"}
	httpRoutes = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1",
		Resource: "httproutes"}
	services    = schema.GroupVersionResource{Version: "v1", Resource: "services"}
	configMaps  = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	deployments = schema.GroupVersionResource{Group: "apps", Version: "v1",
		Resource: "deployments"}
)

// shop is a namespace with an echo server, Gateway web and HTTPRoute echo, and a manager that
// reaches the API server through a fault proxy.
type shop struct {
	*cluster.Cluster
	t          *testing.T
	faults     *faultproxy.Proxy
	client     dynamic.Interface
	kubeconfig string
	manager    *process.Process
}

// newShop starts everything but the manager, and no CustomResourceDefinitions.
func newShop(t *testing.T) *shop {
	t.Helper()
	c := cluster.ForTest(t, cluster.Options{Pods: true})
	proxy, err := c.FaultProxy()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	kubeconfig, err := c.WriteKubeconfig("kubeconfig-faults", proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := dynamic.NewForConfig(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	return &shop{Cluster: c, t: t, faults: proxy, client: client, kubeconfig: kubeconfig}
}

// openShop is newShop with everything there and served.
func openShop(t *testing.T) *shop {
	t.Helper()
	s := newShop(t)
	s.install()
	s.start()
	s.eventually("the shop is served", s.serves("/echo"))
	return s
}

func (s *shop) install() {
	s.t.Helper()
	if err := s.InstallCRDs(s.t.Context(), cluster.CRDs("v1.6.1", "experimental")); err != nil {
		s.t.Fatal(err)
	}
	if err := controlplane.CreateClass(s.t.Context(), s.Cluster); err != nil {
		s.t.Fatal(err)
	}
	objects, err := cluster.ParseManifests(shopManifests)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.Apply(s.t.Context(), objects...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) start() {
	s.t.Helper()
	s.manager = controlplane.StartForTest(s.t, s.Cluster, s.kubeconfig)
}

func (s *shop) stop() { s.manager.Stop(10 * time.Second) }

func (s *shop) eventually(what string, ask func(ctx context.Context) (bool, error)) {
	s.t.Helper()
	cluster.Eventually(s.t, time.Minute, what, ask)
}

func (s *shop) get(resource schema.GroupVersionResource, name string) *unstructured.Unstructured {
	s.t.Helper()
	object, err := s.client.Resource(resource).Namespace("shop").Get(s.t.Context(), name,
		metav1.GetOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	return object
}

func (s *shop) patch(resource schema.GroupVersionResource, name, patch string,
	subresources ...string) {
	s.t.Helper()
	_, err := s.client.Resource(resource).Namespace("shop").Patch(s.t.Context(), name,
		types.MergePatchType, []byte(patch), metav1.PatchOptions{}, subresources...)
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) remove(resource schema.GroupVersionResource, name string) {
	s.t.Helper()
	err := s.client.Resource(resource).Namespace("shop").Delete(s.t.Context(), name,
		metav1.DeleteOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
}

// route makes the HTTPRoute serve this path alone.
func (s *shop) route(path string) {
	s.t.Helper()
	s.patch(httpRoutes, "echo", fmt.Sprintf(`{"spec": {"rules": [{
		"matches": [{"path": {"type": "PathPrefix", "value": %q}}],
		"backendRefs": [{"name": "echo", "port": 8080}]}]}}`, path))
}

// address is that of the Gateway's load balancer; "" before it has one.
func (s *shop) address(ctx context.Context) (string, error) {
	object, err := s.client.Resource(gateways).Namespace("shop").Get(ctx, "web",
		metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	addresses, _, err := unstructured.NestedSlice(object.Object, "status", "addresses")
	if err != nil || len(addresses) == 0 {
		return "", err
	}
	value, _, err := unstructured.NestedString(addresses[0].(map[string]any), "value")
	return value, err
}

// serves asks whether the echo server answers at a path.
func (s *shop) serves(path string) func(ctx context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		address, err := s.address(ctx)
		if err != nil || address == "" {
			return false, err
		}
		pod, err := ask(ctx, "http://"+address+path)
		return pod != "", err
	}
}

// load sends requests to a path until stopped and counts those that are not answered with 200.
type load struct {
	stop   context.CancelFunc
	done   sync.WaitGroup
	sent   int
	failed []string
}

func (s *shop) load(path string) *load {
	s.t.Helper()
	address, err := s.address(s.t.Context())
	if err != nil || address == "" {
		s.t.Fatal("the Gateway has no address: ", err)
	}
	ctx, stop := context.WithCancel(s.t.Context())
	l := &load{stop: stop}
	client := http.Client{Timeout: 5 * time.Second}
	l.done.Go(func() {
		for ctx.Err() == nil {
			l.sent++
			response, err := client.Get("http://" + address + path)
			if err != nil {
				l.failed = append(l.failed, err.Error())
				continue
			}
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				l.failed = append(l.failed, response.Status)
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
	s.t.Cleanup(stop)
	return l
}

// mustNotFail ends the load.
func (l *load) mustNotFail(t *testing.T) {
	t.Helper()
	l.stop()
	l.done.Wait()
	if len(l.failed) > 0 {
		t.Errorf("%d of %d requests failed, such as %s", len(l.failed), l.sent, l.failed[0])
	}
	if l.sent < 10 {
		t.Errorf("only %d requests were sent", l.sent)
	}
}

// writes are the requests of the manager that change something.
func (s *shop) writes() []faultproxy.Request {
	var writes []faultproxy.Request
	for _, request := range s.faults.Requests() {
		switch request.Verb {
		case "create", "update", "patch", "delete":
			writes = append(writes, request)
		}
	}
	return writes
}

// redirects asks whether a path is answered with 301.
func (s *shop) redirects(path string) func(ctx context.Context) (bool, error) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return func(ctx context.Context) (bool, error) {
		address, err := s.address(ctx)
		if err != nil {
			return false, err
		}
		response, err := client.Get("http://" + address + path)
		if err != nil {
			return false, err
		}
		response.Body.Close()
		return response.StatusCode == http.StatusMovedPermanently, nil
	}
}

// ready asks the manager whether its first translation is complete.
func ready(context.Context) (bool, error) {
	response, err := http.Get("http://" + controlplane.AdminAddress + "/readyz")
	if err != nil {
		return false, err
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK, nil
}

func contains(text any, part string) bool {
	words, _ := text.(string)
	return strings.Contains(words, part)
}
