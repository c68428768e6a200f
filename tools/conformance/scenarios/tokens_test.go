package scenarios

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"meshgate/tools/conformance/internal/cluster"
)

const robot = "robot"

// TestHarnessGivesPodsTheirServiceAccount checks that a pod's mounted token reaches the API server
// at the address that its environment names, with exactly the permissions of its ServiceAccount.
func TestHarnessGivesPodsTheirServiceAccount(t *testing.T) {
	c := cluster.ForTest(t, cluster.Options{Pods: true, RBAC: true})
	client, err := kubernetes.NewForConfig(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	mayReadServices(t, client)
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: robot},
		Spec: corev1.PodSpec{ServiceAccountName: robot,
			Containers: []corev1.Container{{Name: "echo", Image: "echo-basic"}}}}
	// The account's namespace gets the root certificate a moment after it was made.
	cluster.Eventually(t, 20*time.Second, "the pod is admitted",
		func(ctx context.Context) (bool, error) {
			_, err := client.CoreV1().Pods("default").Create(ctx, pod, metav1.CreateOptions{})
			return err == nil, err
		})
	var mounted string
	cluster.Eventually(t, 20*time.Second, "the token is mounted",
		func(context.Context) (bool, error) {
			found, err := filepath.Glob(c.PodFolder("default", robot) +
				"/volumes/kube-api-access-*/token")
			if len(found) != 1 {
				return false, fmt.Errorf("%v, %w", found, err)
			}
			mounted = filepath.Dir(found[0])
			return true, nil
		})
	namespace, err := os.ReadFile(filepath.Join(mounted, "namespace"))
	if string(namespace) != "default" || err != nil {
		t.Errorf("the namespace file says %q, %v", namespace, err)
	}
	transport, err := rest.TransportFor(&rest.Config{
		BearerTokenFile: filepath.Join(mounted, "token"),
		TLSClientConfig: rest.TLSClientConfig{CAFile: filepath.Join(mounted, "ca.crt")}})
	if err != nil {
		t.Fatal(err)
	}
	asPod := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	for path, want := range map[string]int{
		"/api/v1/namespaces/default/services": http.StatusOK,
		"/api/v1/namespaces/default/secrets":  http.StatusForbidden,
	} {
		cluster.Eventually(t, 20*time.Second, fmt.Sprintf("%s answers %d", path, want),
			func(context.Context) (bool, error) {
				response, err := asPod.Get("https://10.96.0.1:443" + path)
				if err != nil {
					return false, err
				}
				response.Body.Close()
				return response.StatusCode == want, fmt.Errorf("status %d", response.StatusCode)
			})
	}
}

func mayReadServices(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	name := metav1.ObjectMeta{Namespace: "default", Name: robot}
	account := &corev1.ServiceAccount{ObjectMeta: name}
	role := &rbacv1.Role{ObjectMeta: name, Rules: []rbacv1.PolicyRule{{APIGroups: []string{""},
		Resources: []string{"services"}, Verbs: []string{"list"}}}}
	binding := &rbacv1.RoleBinding{ObjectMeta: name,
		RoleRef:  rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: robot},
		Subjects: []rbacv1.Subject{{Kind: "ServiceAccount", Namespace: "default", Name: robot}}}
	options := metav1.CreateOptions{}
	if _, err := client.CoreV1().ServiceAccounts("default").Create(t.Context(), account,
		options); err != nil {
		t.Fatal(err)
	}
	if _, err := client.RbacV1().Roles("default").Create(t.Context(), role, options); err != nil {
		t.Fatal(err)
	}
	if _, err := client.RbacV1().RoleBindings("default").Create(t.Context(), binding,
		options); err != nil {
		t.Fatal(err)
	}
}
