// Package cluster runs a Kubernetes cluster out of processes: etcd, kube-apiserver and, if wanted,
// kube-controller-manager and box, the stand-in for kubelet, kube-proxy and a cloud. It must run in
// the namespaces of package sandbox, which holds one cluster at a time.
package cluster

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/faultproxy"
	"meshgate/tools/conformance/internal/process"
	"meshgate/tools/conformance/internal/sandbox"
)

const (
	// Server is where the API server answers.
	Server = "https://" + sandbox.NodeAddress + ":6443"
	// Namespace is where kubeconfig files point to: the control plane's own.
	Namespace = "meshgate-system"

	stopGrace = 5 * time.Second
)

// Options say which cluster is wanted.
type Options struct {
	// Binaries holds etcd, kube-apiserver, kube-controller-manager and box.
	Binaries string
	// Folder gets certificates, data and logs; it must be empty or absent.
	Folder string
	// RBAC asks for real authorisation; without it everybody may do everything.
	RBAC bool
	// Pods asks for the controllers and for box, which runs pods with these images.
	Pods   bool
	Images images.Map
	// APIServerFlags are added to the command line of kube-apiserver.
	APIServerFlags []string
}

// Cluster is a running cluster; its methods are for one goroutine.
type Cluster struct {
	// Kubeconfig is the file of a user who may do everything.
	Kubeconfig string
	// Config is the same for clients in Go, without a limit on requests.
	Config *rest.Config

	options   Options
	token     string
	etcd      *process.Process
	apiServer *process.Process
	others    []*process.Process
}

// Start returns when the API server is ready. It leaves nothing behind when it fails.
func Start(ctx context.Context, options Options) (*Cluster, error) {
	c := &Cluster{options: options}
	if err := c.start(ctx); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context) error {
	if !sandbox.Inside() {
		return fmt.Errorf("a cluster runs inside a sandbox only, and this process is outside")
	}
	if err := os.MkdirAll(c.path("pki"), 0o755); err != nil {
		return err
	}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.ParseIP(sandbox.NodeAddress),
		net.IPv4(10, 96, 0, 1)}
	if err := writePKI(c.path("pki"), addresses); err != nil {
		return err
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	c.token = hex.EncodeToString(secret)
	tokens := c.token + ",admin,admin,system:masters\n"
	if err := os.WriteFile(c.path("pki", "tokens.csv"), []byte(tokens), 0o600); err != nil {
		return err
	}
	var err error
	if c.Kubeconfig, err = c.WriteKubeconfig("kubeconfig", Server); err != nil {
		return err
	}
	if c.Config, err = clientcmd.BuildConfigFromFlags("", c.Kubeconfig); err != nil {
		return err
	}
	c.Config.QPS, c.Config.Burst = 1000, 2000
	if c.etcd, err = c.launch("etcd", etcdFlags(c.path("etcd"))...); err != nil {
		return err
	}
	if err := c.StartAPIServer(ctx); err != nil {
		return err
	}
	if err := c.createNamespace(ctx, Namespace); err != nil {
		return err
	}
	if c.options.Pods {
		return c.startNode(ctx)
	}
	return nil
}

// startNode starts what makes pods out of objects.
func (c *Cluster) startNode(ctx context.Context) error {
	if err := c.publishAPIServer(ctx); err != nil {
		return err
	}
	imagesFile := c.path("images.json")
	if err := c.options.Images.Save(imagesFile); err != nil {
		return err
	}
	controllers, err := c.launch("kube-controller-manager", c.controllerFlags()...)
	if err != nil {
		return err
	}
	c.others = append(c.others, controllers)
	box, err := c.launch("box", "-kubeconfig", c.Kubeconfig, "-folder", c.path("box"),
		"-images", imagesFile)
	if err != nil {
		return err
	}
	c.others = append(c.others, box)
	return nil
}

// StartAPIServer starts kube-apiserver and returns when it is ready.
func (c *Cluster) StartAPIServer(ctx context.Context) error {
	var err error
	if c.apiServer, err = c.launch("kube-apiserver", c.apiServerFlags()...); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	transport, err := rest.TransportFor(c.Config)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: transport, Timeout: 2 * time.Second}
	for {
		if response, err := client.Get(Server + "/readyz"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-c.etcd.Done():
			return c.etcd.Failure()
		case <-c.apiServer.Done():
			return c.apiServer.Failure()
		case <-ctx.Done():
			return fmt.Errorf("kube-apiserver is not ready: %w; see %s", ctx.Err(),
				c.apiServer.LogFile)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// KillAPIServer ends kube-apiserver as a crash would; StartAPIServer brings it back.
func (c *Cluster) KillAPIServer() { c.apiServer.Kill() }

// Stop ends all processes. An API server whose etcd went first hangs, hence the order.
func (c *Cluster) Stop() {
	for i := len(c.others) - 1; i >= 0; i-- {
		c.others[i].Stop(stopGrace)
	}
	for _, p := range []*process.Process{c.apiServer, c.etcd} {
		if p != nil {
			p.Stop(stopGrace)
		}
	}
}

// WriteKubeconfig writes a file in the cluster's folder that reaches it through a server's URL.
func (c *Cluster) WriteKubeconfig(name, server string) (string, error) {
	authority, err := os.ReadFile(c.path("pki", "ca.crt"))
	if err != nil {
		return "", err
	}
	config := clientcmdapi.NewConfig()
	config.Clusters["conformance"] = &clientcmdapi.Cluster{Server: server,
		CertificateAuthorityData: authority}
	config.AuthInfos["admin"] = &clientcmdapi.AuthInfo{Token: c.token}
	config.Contexts["conformance"] = &clientcmdapi.Context{Cluster: "conformance",
		AuthInfo: "admin", Namespace: Namespace}
	config.CurrentContext = "conformance"
	file := c.path(name)
	return file, clientcmd.WriteToFile(*config, file)
}

// ServingCertificate names the files with which the API server, or who stands before it, answers.
func (c *Cluster) ServingCertificate() (certificate, key string) {
	return c.path("pki", "server.crt"), c.path("pki", "server.key")
}

// Logs is the folder of the logs of all servers.
func (c *Cluster) Logs() string { return c.path("logs") }

// PodFolder is a pattern of the folder in which box keeps a pod's volumes and logs.
func (c *Cluster) PodFolder(namespace, pod string) string {
	return c.path("box", "pods", namespace+"_"+pod+"_*")
}

func (c *Cluster) path(parts ...string) string {
	return filepath.Join(append([]string{c.options.Folder}, parts...)...)
}

func (c *Cluster) launch(name string, flags ...string) (*process.Process, error) {
	argv := append([]string{filepath.Join(c.options.Binaries, name)}, flags...)
	return process.Start(name, c.path("logs", name+".log"), nil, argv...)
}

// FaultProxy starts a proxy in front of the API server, for use in WriteKubeconfig.
func (c *Cluster) FaultProxy() (*faultproxy.Proxy, error) {
	certificate, key := c.ServingCertificate()
	return faultproxy.Start(sandbox.NodeAddress+":6444", Server, certificate, key,
		c.path("pki", "ca.crt"))
}
