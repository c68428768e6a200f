// Package kubelet serves the part of a kubelet's API that the API server passes on to nodes.
package kubelet

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net/http"
	"os"
	"time"

	"meshgate/tools/conformance/internal/box/podlog"
)

// Port is where the API server looks for it on the node.
const Port = 10250

// Logs finds the stored log of a container, and a channel that is closed when no more will come.
type Logs func(namespace, pod, container string) (file string, ended <-chan struct{}, found bool)

const followPeriod = 200 * time.Millisecond

// Serve serves on an address until it fails. The API server does not check the certificate.
func Serve(address string, logs Logs) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1),
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(30 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: address, Handler: Handler(logs),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{
			{Certificate: [][]byte{der}, PrivateKey: key}}}}
	return server.ListenAndServeTLS("", "")
}

// Handler answers /containerLogs/NAMESPACE/POD/CONTAINER.
func Handler(logs Logs) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/containerLogs/{namespace}/{pod}/{container}",
		func(w http.ResponseWriter, r *http.Request) {
			file, ended, found := logs(r.PathValue("namespace"), r.PathValue("pod"),
				r.PathValue("container"))
			if !found {
				http.Error(w, "no such container", http.StatusNotFound)
				return
			}
			query, err := podlog.ParseQuery(r.URL.Query(), time.Now())
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			sendLog(w, r, file, ended, query)
		})
	return mux
}

func sendLog(w http.ResponseWriter, r *http.Request, file string, ended <-chan struct{},
	query podlog.Query) {
	w.Header().Set("Content-Type", "text/plain")
	sent := 0
	for {
		stored, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) { // a container that did not start said nothing
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if _, err := w.Write(query.Select(stored[sent:])); err != nil || !query.Follow {
			return
		}
		sent, query.Tail = len(stored), -1
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		select {
		case <-r.Context().Done():
			return
		case <-ended:
			return
		case <-time.After(followPeriod):
		}
	}
}
