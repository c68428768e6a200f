// Package clusterdns answers for the names of Services.
package clusterdns

import (
	"net"
	"strings"

	"github.com/miekg/dns"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Domain is the suffix of all names of the cluster.
const Domain = "cluster.local"

const ttlSeconds = 5

// Zone answers NAME.NAMESPACE.svc.cluster.local: with the cluster address of the Service, or with
// the addresses of its endpoints if it is headless.
type Zone struct {
	Service   func(types.NamespacedName) (*corev1.Service, bool)
	Endpoints func(types.NamespacedName) []string
}

// ServeDNS implements dns.Handler.
func (z Zone) ServeDNS(w dns.ResponseWriter, question *dns.Msg) {
	answer := new(dns.Msg)
	answer.SetReply(question)
	answer.Authoritative = true
	if len(question.Question) == 1 {
		q := question.Question[0]
		addresses, found := z.lookup(q.Name)
		if !found {
			answer.Rcode = dns.RcodeNameError
		}
		if q.Qtype == dns.TypeA {
			answer.Answer = records(q.Name, addresses)
		}
	}
	_ = w.WriteMsg(answer) // a client that is gone asks again
}

func (z Zone) lookup(name string) (addresses []string, found bool) {
	prefix, ok := strings.CutSuffix(strings.ToLower(name), ".svc."+Domain+".")
	labels := strings.Split(prefix, ".")
	if !ok || len(labels) != 2 {
		return nil, false
	}
	key := types.NamespacedName{Namespace: labels[1], Name: labels[0]}
	service, found := z.Service(key)
	if !found {
		return nil, false
	}
	if service.Spec.ClusterIP == corev1.ClusterIPNone {
		return z.Endpoints(key), true
	}
	return []string{service.Spec.ClusterIP}, true
}

func records(name string, addresses []string) []dns.RR {
	var records []dns.RR
	for _, address := range addresses {
		if ip := net.ParseIP(address).To4(); ip != nil {
			header := dns.RR_Header{Name: name, Rrtype: dns.TypeA, Class: dns.ClassINET,
				Ttl: ttlSeconds}
			records = append(records, &dns.A{Hdr: header, A: ip})
		}
	}
	return records
}

// Stand stands in for the image coredns, of which the suite wants any answer: every name has the
// same address.
func Stand(w dns.ResponseWriter, question *dns.Msg) {
	answer := new(dns.Msg)
	answer.SetReply(question)
	if len(question.Question) == 1 && question.Question[0].Qtype == dns.TypeA {
		answer.Answer = records(question.Question[0].Name, []string{"192.0.2.1"})
	}
	_ = w.WriteMsg(answer) // a client that is gone asks again
}

// Listen serves over UDP and TCP until one of them fails.
func Listen(address string, handler dns.Handler) error {
	failures := make(chan error, 2)
	for _, network := range []string{"udp", "tcp"} {
		go func() { failures <- dns.ListenAndServe(address, network, handler) }()
	}
	return <-failures
}
