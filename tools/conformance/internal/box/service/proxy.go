// Package service is kube-proxy and the cloud's load balancer in user space. The namespace routes
// the networks of Services to itself, so that each of their addresses can be listened on.
package service

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"reflect"
	"strconv"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"meshgate/tools/conformance/internal/box/addresses"
)

// Proxy listens for all Services. It is thread-safe.
type Proxy struct {
	client kubernetes.Interface
	slices *Slices
	pool   *addresses.Allocator
	node   string

	mutex     sync.Mutex
	balancers map[types.UID]string
	listeners map[types.NamespacedName]map[listener]io.Closer
}

// listener is one port of a Service on one of its addresses.
type listener struct {
	protocol corev1.Protocol
	address  string
	port     int32
	name     string
}

// NewProxy returns a proxy that takes the addresses of LoadBalancers from the allocator, and opens
// node ports on the node's address.
func NewProxy(client kubernetes.Interface, slices *Slices, pool *addresses.Allocator,
	node string) *Proxy {
	return &Proxy{client: client, slices: slices, pool: pool, node: node,
		balancers: map[types.UID]string{},
		listeners: map[types.NamespacedName]map[listener]io.Closer{}}
}

// Sync listens for exactly the ports and addresses of the Service.
func (p *Proxy) Sync(service *corev1.Service) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var ips []string
	if ip := service.Spec.ClusterIP; ip != "" && ip != corev1.ClusterIPNone {
		ips = append(ips, ip)
	}
	if service.Spec.Type == corev1.ServiceTypeLoadBalancer {
		ips = append(ips, p.balance(service))
	}
	ips = append(ips, service.Spec.ExternalIPs...)
	p.listen(service, ips)
}

// Remove stops listening for the Service.
func (p *Proxy) Remove(service *corev1.Service) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.listen(&corev1.Service{ObjectMeta: service.ObjectMeta}, nil)
	delete(p.balancers, service.UID)
}

// balance returns the Service's address as a LoadBalancer and publishes it in its status.
func (p *Proxy) balance(service *corev1.Service) string {
	ip, known := p.balancers[service.UID]
	if !known {
		if ip = service.Spec.LoadBalancerIP; ip == "" {
			ip = p.pool.Next()
		}
		p.balancers[service.UID] = ip
	}
	mode := corev1.LoadBalancerIPModeVIP
	want := corev1.LoadBalancerStatus{
		Ingress: []corev1.LoadBalancerIngress{{IP: ip, IPMode: &mode}}}
	if !reflect.DeepEqual(want, service.Status.LoadBalancer) {
		go p.publish(service.Namespace, service.Name, want)
	}
	return ip
}

func (p *Proxy) publish(namespace, name string, status corev1.LoadBalancerStatus) {
	patch, err := json.Marshal(map[string]any{"status": map[string]any{"loadBalancer": status}})
	if err == nil {
		_, err = p.client.CoreV1().Services(namespace).Patch(context.Background(), name,
			types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	}
	if err != nil {
		log.Printf("status of service %s/%s: %v", namespace, name, err)
	}
}

func (p *Proxy) listen(service *corev1.Service, ips []string) {
	key := types.NamespacedName{Namespace: service.Namespace, Name: service.Name}
	have := p.listeners[key]
	want := map[listener]bool{}
	for _, ip := range ips {
		for _, port := range service.Spec.Ports {
			want[listener{port.Protocol, ip, port.Port, port.Name}] = true
		}
	}
	for _, port := range service.Spec.Ports {
		if port.NodePort != 0 {
			want[listener{port.Protocol, p.node, port.NodePort, port.Name}] = true
		}
	}
	// What is no longer wanted goes first: a renamed port listens where its former self did.
	for l, closer := range have {
		if !want[l] {
			closer.Close()
			delete(have, l)
		}
	}
	if have == nil {
		have = map[listener]io.Closer{}
		p.listeners[key] = have
	}
	for l := range want {
		if have[l] != nil {
			continue
		}
		closer, err := p.open(key, l)
		if err != nil {
			log.Printf("service %v: %v", key, err)
			continue
		}
		have[l] = closer
	}
	if len(have) == 0 {
		delete(p.listeners, key)
	}
}

func (p *Proxy) open(key types.NamespacedName, l listener) (io.Closer, error) {
	address := net.JoinHostPort(l.address, strconv.Itoa(int(l.port)))
	endpoints := func() []string { return p.slices.Endpoints(key, l.name) }
	switch l.protocol {
	case corev1.ProtocolTCP, "":
		return ListenTCP(address, endpoints)
	case corev1.ProtocolUDP:
		return ListenUDP(address, endpoints)
	}
	return nil, fmt.Errorf("box forwards TCP and UDP only, not %s", l.protocol)
}
