// Package faultproxy stands between a client and an API server and breaks what tests ask it to
// break: it delays and refuses requests, stalls, cuts and expires watches, and cuts connections. It
// terminates TLS with the API server's own certificate, so that clients see no difference.
package faultproxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/endpoints/request"
)

// Request is what rules decide on.
type Request struct {
	// Verb is Kubernetes' own: get, list, watch, create, update, patch, delete.
	Verb string
	// Group is "" for core resources; Resource is plural, such as httproutes.
	Group, Resource, Subresource, Namespace, Name string
}

// Fault is what happens to a request. The zero value lets it pass.
type Fault struct {
	// Delay holds the request back before anything else happens to it.
	Delay time.Duration
	// Status, if not 0, is the answer, and the API server hears nothing.
	Status int
	// Cut ends the connection without an answer.
	Cut bool
}

// Rule decides about each request. It is called from many goroutines.
type Rule func(Request) Fault

// Matches selects watches.
type Matches func(Request) bool

// All selects every watch.
func All(Request) bool { return true }

// Proxy is a running proxy. It is thread-safe.
type Proxy struct {
	// URL is where clients find it.
	URL string

	server   *http.Server
	upstream *httputil.ReverseProxy
	parser   *request.RequestInfoFactory

	mutex    sync.Mutex
	rule     Rule
	seen     []Request
	watches  map[*watch]bool
	stalling Matches
	open     map[net.Conn]bool
}

// Start listens on an address and passes requests on to a server, whose certificates are signed by
// the authority.
func Start(address, server, certificate, key, authority string) (*Proxy, error) {
	target, err := url.Parse(server)
	if err != nil {
		return nil, err
	}
	trusted, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(trusted) {
		return nil, errors.New(authority + " holds no certificate")
	}
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	listener, err := tls.Listen("tcp", address, &tls.Config{Certificates: []tls.Certificate{pair},
		NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		return nil, err
	}
	p := &Proxy{
		URL: "https://" + listener.Addr().String(),
		parser: &request.RequestInfoFactory{APIPrefixes: sets.NewString("api", "apis"),
			GrouplessAPIPrefixes: sets.NewString("api")},
		watches: map[*watch]bool{}, open: map[net.Conn]bool{},
	}
	p.upstream = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool},
			ForceAttemptHTTP2: true, DisableCompression: true},
		// Each event is passed on as it comes.
		FlushInterval:  -1,
		ModifyResponse: p.wrapWatch,
		// A test that breaks things on purpose wants no line for each of them.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	p.server = &http.Server{Handler: p, ConnState: p.follow, ErrorLog: p.upstream.ErrorLog}
	go func() { _ = p.server.Serve(listener) }() // ends with Stop
	return p, nil
}

// Stop ends the proxy and all of its connections.
func (p *Proxy) Stop() {
	p.ResumeWatches()
	p.CutConnections()
	p.server.Close()
}

// SetRule has the rule decide about all requests from now on; nil lets all pass.
func (p *Proxy) SetRule(rule Rule) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.rule = rule
}

// Requests returns all requests so far, in their order.
func (p *Proxy) Requests() []Request {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return append([]Request(nil), p.seen...)
}

// CutConnections ends all connections of clients at once.
func (p *Proxy) CutConnections() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for connection := range p.open {
		connection.Close()
	}
}

func (p *Proxy) follow(connection net.Conn, state http.ConnState) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch state {
	case http.StateNew:
		p.open[connection] = true
	case http.StateClosed, http.StateHijacked:
		delete(p.open, connection)
	}
}

type requestKey struct{}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	info, err := p.parser.NewRequestInfo(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	asked := Request{info.Verb, info.APIGroup, info.Resource, info.Subresource, info.Namespace,
		info.Name}
	p.mutex.Lock()
	p.seen = append(p.seen, asked)
	rule := p.rule
	p.mutex.Unlock()
	var fault Fault
	if rule != nil {
		fault = rule(asked)
	}
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
			return
		}
	}
	switch {
	case fault.Cut:
		panic(http.ErrAbortHandler)
	case fault.Status != 0:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(fault.Status)
		_, _ = w.Write(statusOf(fault.Status)) // a client that is gone misses nothing
	default:
		p.upstream.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, asked)))
	}
}

// statusOf is the body of a failed request.
func statusOf(code int) []byte {
	status := metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
		Status: metav1.StatusFailure, Code: int32(code), Message: "made by a test"}
	switch code {
	case http.StatusGone:
		status.Reason = metav1.StatusReasonExpired
	case http.StatusForbidden:
		status.Reason = metav1.StatusReasonForbidden
	case http.StatusTooManyRequests:
		status.Reason = metav1.StatusReasonTooManyRequests
	}
	encoded, err := json.Marshal(status)
	if err != nil {
		panic(err) // a plain struct
	}
	return encoded
}
