package service

import (
	"net"
	"strconv"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
)

const byService = "service"

// Slices finds the endpoints of Services in a cache of EndpointSlices. It is thread-safe.
type Slices struct{ index cache.Indexer }

// Indexers are what the cache needs.
func Indexers() cache.Indexers {
	return cache.Indexers{byService: func(object any) ([]string, error) {
		slice := object.(*discoveryv1.EndpointSlice)
		return []string{slice.Namespace + "/" + slice.Labels[discoveryv1.LabelServiceName]}, nil
	}}
}

// NewSlices reads a cache that has the indexers.
func NewSlices(index cache.Indexer) *Slices { return &Slices{index} }

// Endpoints returns address and port of each ready endpoint of a Service's port.
func (s *Slices) Endpoints(service types.NamespacedName, port string) []string {
	var found []string
	for _, slice := range s.of(service) {
		for _, p := range slice.Ports {
			if p.Port == nil || p.Name != nil && *p.Name != port || p.Name == nil && port != "" {
				continue
			}
			for _, address := range readyAddresses(slice) {
				found = append(found, net.JoinHostPort(address, strconv.Itoa(int(*p.Port))))
			}
		}
	}
	return found
}

// Addresses returns the address of each ready endpoint of a Service.
func (s *Slices) Addresses(service types.NamespacedName) []string {
	var found []string
	for _, slice := range s.of(service) {
		found = append(found, readyAddresses(slice)...)
	}
	return found
}

func (s *Slices) of(service types.NamespacedName) []*discoveryv1.EndpointSlice {
	objects, err := s.index.ByIndex(byService, service.String())
	if err != nil {
		panic(err) // the cache lacks the indexers
	}
	slices := make([]*discoveryv1.EndpointSlice, len(objects))
	for i, object := range objects {
		slices[i] = object.(*discoveryv1.EndpointSlice)
	}
	return slices
}

func readyAddresses(slice *discoveryv1.EndpointSlice) []string {
	var addresses []string
	for _, endpoint := range slice.Endpoints {
		if endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready {
			addresses = append(addresses, endpoint.Addresses...)
		}
	}
	return addresses
}
