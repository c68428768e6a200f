package scenarios

import (
	"context"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"meshgate/tools/conformance/internal/faultproxy"
)

// TestRestartWritesNothing restarts the manager with lists that are answered one after the other,
// in two orders: nothing is written, and no request is lost.
func TestRestartWritesNothing(t *testing.T) {
	s := openShop(t)
	for _, slow := range []string{"httproutes", "services"} {
		s.stop()
		written := len(s.writes())
		before := s.get(gateways, "web").GetResourceVersion() +
			s.get(httpRoutes, "echo").GetResourceVersion()
		load := s.load("/echo")
		s.faults.SetRule(func(request faultproxy.Request) faultproxy.Fault {
			if request.Verb == "list" && request.Resource == slow {
				return faultproxy.Fault{Delay: 2 * time.Second}
			}
			return faultproxy.Fault{}
		})
		s.start()
		s.eventually("the manager is ready", ready)
		time.Sleep(2 * time.Second) // in which nothing is to happen
		load.mustNotFail(t)
		if writes := s.writes()[written:]; len(writes) > 0 {
			t.Errorf("with slow %s the restarted manager writes: %v", slow, writes)
		}
		after := s.get(gateways, "web").GetResourceVersion() +
			s.get(httpRoutes, "echo").GetResourceVersion()
		if before != after {
			t.Errorf("statuses changed: %s, %s", before, after)
		}
		s.faults.SetRule(nil)
	}
	s.route("/after")
	s.eventually("the restarted manager follows changes", s.serves("/after"))
}

// TestWatchFaults breaks the watch of routes in each way; the next change arrives all the same.
func TestWatchFaults(t *testing.T) {
	s := openShop(t)
	routes := func(request faultproxy.Request) bool { return request.Resource == "httproutes" }
	load := s.load("/echo")
	s.patch(httpRoutes, "echo", `{"metadata": {"labels": {"a": "b"}}}`)
	for path, fault := range map[string]func(){
		"/echo/cut":     func() { s.faults.CutWatches(routes) },
		"/echo/ended":   func() { s.faults.EndWatches(routes) },
		"/echo/expired": func() { s.faults.ExpireWatches(routes) },
		"/echo/reset":   s.faults.CutConnections,
	} {
		fault()
		s.patch(httpRoutes, "echo", `{"spec": {"rules": [
			{"matches": [{"path": {"type": "PathPrefix", "value": "/echo"}}],
			 "backendRefs": [{"name": "echo", "port": 8080}]},
			{"matches": [{"path": {"type": "Exact", "value": "`+path+`"}}],
			 "filters": [{"type": "RequestRedirect", "requestRedirect": {"statusCode": 301}}]}]}}`)
		s.eventually(path+" is redirected", s.redirects(path))
	}
	load.mustNotFail(t)
}

// TestAPIServerRestart kills the API server: what is served stays, and what changes later arrives.
func TestAPIServerRestart(t *testing.T) {
	s := openShop(t)
	load := s.load("/echo")
	s.KillAPIServer()
	time.Sleep(2 * time.Second)
	if err := s.StartAPIServer(t.Context()); err != nil {
		t.Fatal(err)
	}
	load.mustNotFail(t)
	s.route("/after")
	s.eventually("later changes arrive", s.serves("/after"))
}

// TestCRDsInstalledLater starts the manager before Gateway API is there.
func TestCRDsInstalledLater(t *testing.T) {
	s := newShop(t)
	s.start()
	s.eventually("the manager is ready without Gateway API", ready)
	s.install()
	s.eventually("the shop is served", s.serves("/echo"))
}

// TestGeneratedObjectsAreKept edits and deletes what the manager made.
func TestGeneratedObjectsAreKept(t *testing.T) {
	s := openShop(t)
	s.patch(services, "web", `{"spec": {"selector": {"app": "none"}}}`)
	s.patch(deployments, "web", `{"spec": {"template": {"spec": {"serviceAccountName": "other"}}}}`)
	s.eventually("the edits are taken back", func(context.Context) (bool, error) {
		selector, _, _ := unstructured.NestedStringMap(s.get(services, "web").Object,
			"spec", "selector")
		account, _, _ := unstructured.NestedString(s.get(deployments, "web").Object,
			"spec", "template", "spec", "serviceAccountName")
		return selector["app"] == "" && account == "web", nil
	})
	uid := s.get(services, "web").GetUID()
	s.remove(services, "web")
	s.eventually("the Service is made again", func(ctx context.Context) (bool, error) {
		object, err := s.client.Resource(services).Namespace("shop").Get(ctx, "web",
			metav1.GetOptions{})
		return err == nil && object.GetUID() != uid, nil
	})
	s.eventually("and serves", s.serves("/echo"))
}

// TestGatewayDeletedWhileTheManagerIsDown leaves nothing behind.
func TestGatewayDeletedWhileTheManagerIsDown(t *testing.T) {
	s := openShop(t)
	s.stop()
	s.remove(gateways, "web")
	s.start()
	s.eventually("the Deployment is gone", func(ctx context.Context) (bool, error) {
		_, err := s.client.Resource(deployments).Namespace("shop").Get(ctx, "web",
			metav1.GetOptions{})
		return apierrors.IsNotFound(err), nil
	})
	s.eventually("the route has no parent any more", func(context.Context) (bool, error) {
		parents, _, err := unstructured.NestedSlice(s.get(httpRoutes, "echo").Object,
			"status", "parents")
		return len(parents) == 0, err
	})
}

// TestRivalWriters empties our status, and adds a parent of another controller, which stays.
func TestRivalWriters(t *testing.T) {
	s := openShop(t)
	s.patch(httpRoutes, "echo", `{"status": {"parents": [{
		"parentRef": {"name": "other"}, "controllerName": "example.com/other",
		"conditions": [{"type": "Accepted", "status": "True", "reason": "Accepted", "message": "",
			"lastTransitionTime": "2026-01-01T00:00:00Z"}]}]}}`, "status")
	s.eventually("both have their parents", func(context.Context) (bool, error) {
		parents, _, err := unstructured.NestedSlice(s.get(httpRoutes, "echo").Object,
			"status", "parents")
		if err != nil || len(parents) != 2 {
			return false, err
		}
		first := parents[0].(map[string]any)["controllerName"]
		second := parents[1].(map[string]any)["controllerName"]
		return first == "example.com/other" && second == "gateways.kuma.io/controller", nil
	})
}

// TestForeignServiceIsNotTouched has a Service of the Gateway's name that somebody else made.
func TestForeignServiceIsNotTouched(t *testing.T) {
	s := newShop(t)
	s.install()
	s.remove(gateways, "web")
	service := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Service",
		"metadata": map[string]any{"name": "web", "namespace": "shop"},
		"spec":     map[string]any{"ports": []any{map[string]any{"port": int64(7)}}}}}
	if err := s.Apply(t.Context(), service); err != nil {
		t.Fatal(err)
	}
	version := s.get(services, "web").GetResourceVersion()
	s.install()
	s.start()
	s.eventually("the Gateway names the Service", func(context.Context) (bool, error) {
		conditions, _, err := unstructured.NestedSlice(s.get(gateways, "web").Object,
			"status", "conditions")
		for _, entry := range conditions {
			condition := entry.(map[string]any)
			if condition["type"] == "Programmed" && condition["status"] == "False" &&
				contains(condition["message"], "Service shop/web") {
				return true, nil
			}
		}
		return false, err
	})
	if s.get(services, "web").GetResourceVersion() != version {
		t.Error("the foreign Service was changed")
	}
	s.remove(services, "web")
	s.eventually("the shop is served once the name is free", s.serves("/echo"))
}
