package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"meshgate/tools/conformance/internal/box/images"
	"meshgate/tools/conformance/internal/cluster"
	"meshgate/tools/conformance/internal/controlplane"
	"meshgate/tools/conformance/internal/process"
	"meshgate/tools/conformance/internal/verdict"
)

const (
	// defaultRelease is the release of the CRDs that the suite belongs to.
	defaultRelease = "v1.6.1"
	// usableAddress lies in the part of the load balancer's network that it does not give out.
	usableAddress   = "10.97.0.250"
	unusableAddress = "unusable.example.com"
	managerGrace    = 10 * time.Second
)

// runSuite runs the upstream suite in a cluster of its own.
func runSuite(ctx context.Context, o *options, folder string, known images.Map) (verdict.Count,
	error) {
	var count verdict.Count
	binaries := filepath.Join(folder, "binaries")
	if err := linkBinaries(o, binaries); err != nil {
		return count, err
	}
	fmt.Println("starting the cluster")
	clusterFolder := filepath.Join(folder, "cluster")
	c, err := cluster.Start(ctx, cluster.Options{Binaries: binaries, RBAC: o.rbac, Pods: true,
		Folder: clusterFolder, Images: known})
	if err != nil {
		return count, err
	}
	defer c.Stop()
	release, channel := o.bundle()
	if err := c.InstallCRDs(ctx, filepath.Join(o.servers, "crds", release, channel)); err != nil {
		return count, err
	}
	fmt.Println("starting the control plane")
	manager, err := startManager(ctx, o, c, filepath.Join(clusterFolder, "logs"))
	if manager != nil {
		defer manager.Stop(managerGrace)
	}
	if err != nil {
		return count, err
	}
	testing, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if manager != nil {
		go func() {
			select {
			case <-manager.Done(): // each test would only wait for its limits
				stop(manager.Failure())
			case <-testing.Done():
			}
		}()
	}
	count, err = runTests(testing, o, folder, testRun{
		binary:    filepath.Join(o.tools, "suite.test"),
		arguments: suiteArguments(o, folder),
		env:       []string{"KUBECONFIG=" + c.Kubeconfig},
		folder:    "tests",
		observe:   func(r *verdict.Result, to string) { excerpt(r, clusterFolder, to) },
	})
	if err == nil && ctx.Err() == nil {
		err = context.Cause(testing)
	}
	if err != nil {
		return count, err
	}
	count.Add(checkEnvoyLogs(clusterFolder))
	if o.keep {
		fmt.Println("so far:", count)
		waitForUser(ctx, c)
	}
	return count, nil
}

func startManager(ctx context.Context, o *options, c *cluster.Cluster, logs string) (
	*process.Process, error) {
	if o.manager == "deployment" {
		if err := controlplane.Deploy(ctx, c, filepath.Join(o.root, "deploy")); err != nil {
			return nil, fmt.Errorf("installing deploy/: %w", err)
		}
		err := controlplane.WaitForClass(ctx, c, nil)
		if err != nil {
			err = fmt.Errorf("%w%s", err, managerPodLogs(filepath.Dir(logs)))
		}
		return nil, err
	}
	if err := controlplane.CreateClass(ctx, c); err != nil {
		return nil, err
	}
	manager, err := controlplane.Start(os.Getenv(cluster.ManagerVariable), c.Kubeconfig, logs,
		o.managerFlags...)
	if err != nil {
		return nil, err
	}
	return manager, controlplane.WaitForClass(ctx, c, manager)
}

func suiteArguments(o *options, folder string) []string {
	arguments := []string{
		"-test.run=^TestConformance$",
		"-gateway-class=" + controlplane.Class,
		"-conformance-profiles=" + o.profiles,
		"-usable-address=" + usableAddress,
		"-unusable-address=" + unusableAddress,
		"-cleanup-base-resources=false", // the whole cluster goes
	}
	if release, _ := o.bundle(); release != defaultRelease {
		arguments = append(arguments, "-allow-crds-mismatch")
	}
	switch {
	case o.features == "core":
		arguments = append(arguments, "-supported-features=SupportGateway")
	case o.features != "":
		arguments = append(arguments, "-supported-features="+o.features)
	case o.exempt != "":
		arguments = append(arguments, "-all-features", "-exempt-features="+o.exempt)
	}
	if len(o.tests) > 0 {
		arguments = append(arguments, "-tests="+strings.Join(o.tests, ","))
	}
	if o.failFast {
		arguments = append(arguments, "-fail-fast")
	}
	if o.fast {
		arguments = append(arguments, "-timeout-config-overrides=MaxTimeToConsistency:3;"+
			"GatewayMustHaveAddress:20;GatewayMustHaveCondition:20;RouteMustHaveParents:10;"+
			"HTTPRouteMustHaveCondition:10;GatewayListenersMustHaveConditions:10")
	}
	if len(o.tests) > 0 || o.fast {
		return arguments
	}
	report := filepath.Join(folder, "report.yaml")
	if o.report != "" {
		report = o.report
	}
	return append(arguments, "-report-output="+report, "-organization=meshgate",
		"-project=meshgate", "-url=https://meshgate.example", "-contact=@meshgate",
		"-version="+describeVersion(o.root))
}

// describeVersion names the tested sources in the report.
func describeVersion(root string) string {
	cmd := exec.Command("git", "-C", root, "describe", "--always", "--dirty", "--tags")
	if out, err := cmd.Output(); err == nil {
		return strings.TrimSpace(string(out))
	}
	return "unknown"
}

// waitForUser tells how to enter the cluster, which lives until the user ends the run.
func waitForUser(ctx context.Context, c *cluster.Cluster) {
	fmt.Printf("The cluster is kept until Ctrl-C. To enter it:\n"+
		"  nsenter -t $(pgrep -f %s | head -n 1) -m -n env KUBECONFIG=%s bash\n",
		filepath.Join(filepath.Dir(c.Kubeconfig), "etcd"), c.Kubeconfig)
	<-ctx.Done()
}
