package cluster

import (
	"meshgate/tools/conformance/internal/sandbox"
)

const (
	etcdClient = "http://127.0.0.1:2379"
	etcdPeer   = "http://127.0.0.1:2380"
)

func etcdFlags(folder string) []string {
	return []string{
		"--name=default",
		"--data-dir=" + folder,
		"--unsafe-no-fsync",
		"--log-level=warn",
		"--listen-client-urls=" + etcdClient,
		"--advertise-client-urls=" + etcdClient,
		"--listen-peer-urls=" + etcdPeer,
		"--initial-advertise-peer-urls=" + etcdPeer,
		"--initial-cluster=default=" + etcdPeer,
	}
}

func (c *Cluster) apiServerFlags() []string {
	authorization := "AlwaysAllow"
	if c.options.RBAC {
		authorization = "RBAC"
	}
	certificate, key := c.ServingCertificate()
	flags := []string{
		"--etcd-servers=" + etcdClient,
		"--bind-address=" + sandbox.NodeAddress,
		"--secure-port=6443",
		"--advertise-address=" + sandbox.NodeAddress,
		// The address of this one node is published by us: see publishAPIServer.
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + certificate,
		"--tls-private-key-file=" + key,
		"--token-auth-file=" + c.path("pki", "tokens.csv"),
		"--authorization-mode=" + authorization,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + c.path("pki", "sa.key"),
		"--service-account-signing-key-file=" + c.path("pki", "sa.key"),
		"--service-cluster-ip-range=" + sandbox.ServiceNetwork,
		// They wait for controllers that no test needs.
		"--disable-admission-plugins=StorageObjectInUseProtection,DefaultStorageClass," +
			"TaintNodesByCondition",
		"--allow-privileged=true",
		"--enable-priority-and-fairness=false",
		"--profiling=false",
		// pods/log is asked of box, which takes any client.
		"--kubelet-preferred-address-types=InternalIP",
		"--kubelet-client-certificate=" + certificate,
		"--kubelet-client-key=" + key,
	}
	return append(flags, c.options.APIServerFlags...)
}

func (c *Cluster) controllerFlags() []string {
	return []string{
		"--kubeconfig=" + c.Kubeconfig,
		"--leader-elect=false",
		"--secure-port=0",
		"--controllers=deployment-controller,replicaset-controller,endpointslice-controller," +
			"clusterrole-aggregation-controller," +
			"namespace-controller,garbage-collector-controller,job-controller," +
			"serviceaccount-controller,root-ca-certificate-publisher-controller",
		"--root-ca-file=" + c.path("pki", "ca.crt"),
		// The limits of the default would stretch the creation of pods over seconds.
		"--kube-api-qps=300",
		"--kube-api-burst=600",
		"--concurrent-gc-syncs=5",
		"--namespace-sync-period=1m",
		"--endpointslice-updates-batch-period=0s",
	}
}
