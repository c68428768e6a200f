package clusterdns

import (
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

func TestLookup(t *testing.T) {
	services := map[string]string{"ns/echo": "10.96.0.7", "ns/headless": corev1.ClusterIPNone}
	zone := Zone{
		Service: func(key types.NamespacedName) (*corev1.Service, bool) {
			ip, found := services[key.String()]
			return &corev1.Service{Spec: corev1.ServiceSpec{ClusterIP: ip}}, found
		},
		Endpoints: func(types.NamespacedName) []string { return []string{"10.200.0.9"} },
	}
	for name, want := range map[string][]string{
		"echo.ns.svc.cluster.local.":     {"10.96.0.7"},
		"Echo.NS.svc.cluster.local.":     {"10.96.0.7"},
		"headless.ns.svc.cluster.local.": {"10.200.0.9"},
		"other.ns.svc.cluster.local.":    nil,
		"a.b.c.svc.cluster.local.":       nil,
		"echo.ns.":                       nil,
		"example.com.":                   nil,
	} {
		got, found := zone.lookup(name)
		if !reflect.DeepEqual(got, want) || found != (want != nil) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
