package faultproxy

import (
	"bufio"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crypto/x509"
)

// limit is how long the tests wait for what must come.
const limit = 20 * time.Second

// start starts a proxy before a server of which each watch sends what the channel brings.
func start(t *testing.T, events <-chan string) (*Proxy, *http.Client) {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("watch") != "true" {
				fmt.Fprint(w, "list")
				return
			}
			w.(http.Flusher).Flush()
			for {
				select {
				case event := <-events:
					fmt.Fprintln(w, event)
					w.(http.Flusher).Flush()
				case <-r.Context().Done():
					return
				}
			}
		}))
	t.Cleanup(server.Close)
	folder := t.TempDir()
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(folder, name)
		text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	certificate := write("crt", "CERTIFICATE", server.Certificate().Raw)
	keyDER, err := x509.MarshalPKCS8PrivateKey(server.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	key := write("key", "PRIVATE KEY", keyDER)
	p, err := Start("127.0.0.1:0", server.URL, certificate, key, certificate)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	return p, &http.Client{Transport: transport}
}

func get(t *testing.T, client *http.Client, url string) (int, string, error) {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

func TestRules(t *testing.T) {
	p, client := start(t, nil)
	list := p.URL + "/apis/gateway.networking.k8s.io/v1/httproutes"
	if code, body, err := get(t, client, list); code != 200 || body != "list" || err != nil {
		t.Errorf("%d %q %v", code, body, err)
	}
	want := Request{Verb: "list", Group: "gateway.networking.k8s.io", Resource: "httproutes"}
	if seen := p.Requests(); len(seen) != 1 || seen[0] != want {
		t.Errorf("%+v", seen)
	}
	p.SetRule(func(r Request) Fault {
		if r.Resource == "httproutes" && r.Verb == "list" {
			return Fault{Status: http.StatusGone}
		}
		return Fault{}
	})
	if code, body, _ := get(t, client, list); code != 410 || !strings.Contains(body, "Expired") {
		t.Errorf("%d %q", code, body)
	}
	if code, _, _ := get(t, client, p.URL+"/api/v1/services"); code != 200 {
		t.Errorf("another resource got %d", code)
	}
	p.SetRule(func(Request) Fault { return Fault{Cut: true} })
	if _, _, err := get(t, client, list); err == nil {
		t.Error("a cut request succeeds")
	}
	p.SetRule(func(Request) Fault { return Fault{Delay: 50 * time.Millisecond} })
	began := time.Now()
	if _, _, err := get(t, client, list); err != nil || time.Since(began) < 50*time.Millisecond {
		t.Errorf("delayed: %v after %v", err, time.Since(began))
	}
}

// stream opens a watch and sends its lines, then its end, to channels.
func stream(t *testing.T, client *http.Client, p *Proxy) (<-chan string, <-chan error) {
	t.Helper()
	response, err := client.Get(p.URL + "/api/v1/services?watch=true")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	lines, end := make(chan string, 10), make(chan error, 1)
	go func() {
		reader := bufio.NewReader(response.Body)
		for {
			line, err := reader.ReadString('\n')
			if line != "" {
				lines <- strings.TrimSpace(line)
			}
			if err != nil {
				end <- err
				return
			}
		}
	}()
	return lines, end
}

func next[T any](t *testing.T, channel <-chan T) T {
	t.Helper()
	select {
	case value := <-channel:
		return value
	case <-time.After(limit):
		t.Fatal("nothing comes")
		panic("unreachable")
	}
}

func TestStalledWatchIsSilentUntilItResumes(t *testing.T) {
	events := make(chan string)
	p, client := start(t, events)
	lines, _ := stream(t, client, p)
	events <- "one"
	if line := next(t, lines); line != "one" {
		t.Fatal(line)
	}
	p.StallWatches(All)
	events <- "two"
	select {
	case line := <-lines:
		t.Errorf("a stalled watch said %q", line)
	case <-time.After(100 * time.Millisecond):
	}
	p.ResumeWatches()
	if line := next(t, lines); line != "two" {
		t.Error(line)
	}
}

func TestEndsOfWatches(t *testing.T) {
	for name, test := range map[string]struct {
		do    func(*Proxy) int
		line  string
		clean bool
	}{
		"cut":    {func(p *Proxy) int { return p.CutWatches(All) }, "", false},
		"end":    {func(p *Proxy) int { return p.EndWatches(All) }, "", true},
		"expire": {func(p *Proxy) int { return p.ExpireWatches(All) }, `"code":410`, true},
		"stall and cut": {func(p *Proxy) int {
			p.StallWatches(All)
			return p.CutWatches(All)
		}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			events := make(chan string)
			p, client := start(t, events)
			lines, end := stream(t, client, p)
			events <- "one"
			next(t, lines)
			if n := test.do(p); n != 1 {
				t.Errorf("%d watches", n)
			}
			if test.line != "" {
				if line := next(t, lines); !strings.Contains(line, test.line) {
					t.Errorf("%q", line)
				}
			}
			if err := next(t, end); errors.Is(err, io.EOF) != test.clean {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}

func TestCutConnectionsEndsWatchesOfClients(t *testing.T) {
	events := make(chan string)
	p, client := start(t, events)
	lines, end := stream(t, client, p)
	events <- "one"
	next(t, lines)
	p.CutConnections()
	if err := next(t, end); errors.Is(err, io.EOF) {
		t.Error("a cut connection looks like a proper end")
	}
}
