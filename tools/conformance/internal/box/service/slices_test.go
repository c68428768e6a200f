package service

import (
	"reflect"
	"testing"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"
)

func TestEndpointsAreTheReadyOnesOfThePort(t *testing.T) {
	index := cache.NewIndexer(cache.MetaNamespaceKeyFunc, Indexers())
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "echo-1",
			Labels: map[string]string{discoveryv1.LabelServiceName: "echo"}},
		Ports: []discoveryv1.EndpointPort{
			{Name: ptr.To("http"), Port: ptr.To(int32(3000))},
			{Name: ptr.To("tls"), Port: ptr.To(int32(8443))},
		},
		Endpoints: []discoveryv1.Endpoint{
			{Addresses: []string{"10.200.0.1"},
				Conditions: discoveryv1.EndpointConditions{Ready: ptr.To(true)}},
			{Addresses: []string{"10.200.0.2"},
				Conditions: discoveryv1.EndpointConditions{Ready: ptr.To(false)}},
			{Addresses: []string{"10.200.0.3"}}, // unknown counts as ready
		},
	}
	if err := index.Add(slice); err != nil {
		t.Fatal(err)
	}
	slices := NewSlices(index)
	key := types.NamespacedName{Namespace: "ns", Name: "echo"}
	for port, want := range map[string][]string{
		"http":  {"10.200.0.1:3000", "10.200.0.3:3000"},
		"tls":   {"10.200.0.1:8443", "10.200.0.3:8443"},
		"other": nil,
		"":      nil,
	} {
		if got := slices.Endpoints(key, port); !reflect.DeepEqual(got, want) {
			t.Errorf("port %q: %v, want %v", port, got, want)
		}
	}
	if got := slices.Addresses(key); !reflect.DeepEqual(got, []string{"10.200.0.1", "10.200.0.3"}) {
		t.Errorf("%v", got)
	}
	other := types.NamespacedName{Namespace: "ns", Name: "other"}
	if got := slices.Endpoints(other, "http"); got != nil {
		t.Errorf("another Service has %v", got)
	}
}
