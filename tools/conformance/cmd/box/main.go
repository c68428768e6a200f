// Command box stands in for the node of a cluster: for scheduler, kubelet, kube-proxy, the cloud's
// load balancer and the cluster's DNS. It runs pods as processes of this machine, and must itself
// run in a network namespace that package sandbox made.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/miekg/dns"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"

	"meshgate/tools/conformance/internal/box/addresses"
	"meshgate/tools/conformance/internal/box/clusterdns"
	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/box/kubelet"
	"meshgate/tools/conformance/internal/box/podinit"
	"meshgate/tools/conformance/internal/box/pods"
	"meshgate/tools/conformance/internal/box/service"
	"meshgate/tools/conformance/internal/sandbox"
)

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	command := ""
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	switch command {
	case "podinit": // how box starts each container
		log.Fatalln("podinit:", podinit.Run())
	case "dnsstub": // what the image coredns is
		log.Fatalln(clusterdns.Listen(":53", dns.HandlerFunc(clusterdns.Stand)))
	}
	if err := run(); err != nil {
		log.Fatalln(err)
	}
}

func run() error {
	kubeconfig := flag.String("kubeconfig", "", "file of a user who may do everything")
	folder := flag.String("folder", "", "folder for the pods' volumes and logs")
	imagesFile := flag.String("images", "", "file that maps images to local programs")
	flag.Parse()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 500, 1000
	config.ContentType = "application/vnd.kubernetes.protobuf"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	known, err := images.Load(*imagesFile)
	if err != nil {
		return err
	}
	node := pods.Node{Client: client, Name: "box", Address: sandbox.NodeAddress,
		Bridge: sandbox.Bridge, Folder: *folder, Images: known,
		Addresses: addresses.New("10.200.0.0/16", 10)}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := node.Register(ctx, kubelet.Port); err != nil {
		return err
	}
	running := pods.New(node)
	failures := make(chan error, 2)
	if err := watch(ctx, client, running, failures); err != nil {
		return err
	}
	go func() {
		address := net.JoinHostPort(node.Address, strconv.Itoa(kubelet.Port))
		failures <- kubelet.Serve(address, running.Log)
	}()
	log.Printf("node %s runs", node.Name)
	select {
	case <-ctx.Done():
	case err = <-failures:
	}
	running.StopAll()
	return err
}

// watch connects the cluster's objects with what runs pods, forwards connections and answers names.
func watch(ctx context.Context, client kubernetes.Interface, running *pods.Pods,
	failures chan<- error) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	slices := factory.Discovery().V1().EndpointSlices().Informer()
	if err := slices.AddIndexers(service.Indexers()); err != nil {
		return err
	}
	endpoints := service.NewSlices(slices.GetIndexer())
	// A.B.0.* is left for addresses that users ask for.
	balancers := addresses.New(sandbox.BalancerNetwork, 1<<8+1)
	proxy := service.NewProxy(client, endpoints, balancers, sandbox.NodeAddress)
	services := factory.Core().V1().Services().Informer()
	if err := follow(services, proxy.Sync, proxy.Remove); err != nil {
		return err
	}
	objects := factory.Core().V1().Pods().Informer()
	if err := follow(objects, running.Sync, running.Gone); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	zone := clusterdns.Zone{
		Service: func(key types.NamespacedName) (*corev1.Service, bool) {
			object, found, err := services.GetIndexer().GetByKey(key.String())
			if err != nil || !found {
				return nil, false
			}
			return object.(*corev1.Service), true
		},
		Endpoints: endpoints.Addresses,
	}
	go func() { failures <- clusterdns.Listen(sandbox.NodeAddress+":53", zone) }()
	return nil
}

// follow calls set for every object and every change, and remove for what is deleted.
func follow[T any](informer cache.SharedIndexInformer, set, remove func(T)) error {
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { set(object.(T)) },
		UpdateFunc: func(_, object any) { set(object.(T)) },
		DeleteFunc: func(object any) {
			if missed, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = missed.Obj
			}
			remove(object.(T))
		},
	})
	return err
}
