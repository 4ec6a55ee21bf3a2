package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/informers"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/metrics/pkg/apis/metrics"
	"k8s.io/metrics/pkg/apis/metrics/v1beta1"
)

// usage serves metrics.k8s.io with made-up figures: steady for each name, and
// moving a little every 15 seconds.
type usage struct {
	pods  listers.PodLister
	nodes listers.NodeLister
}

func (p *controlPlane) startUsage(ctx context.Context) error {
	if !p.withUsage {
		return nil
	}
	factory := informers.NewSharedInformerFactory(p.client, 0)
	factory.Core().V1().Pods().Informer().SetTransform(keepWhatUsageNeeds)
	figures := usage{pods: factory.Core().V1().Pods().Lister(), nodes: factory.Core().V1().Nodes().Lister()}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: figures.routes()}
	context.AfterFunc(ctx, func() { server.Close() })
	p.keep(ctx, "usage figures", func() error {
		return server.ServeTLS(listener, p.path("apiserver.crt"), p.path("apiserver.key"))
	})
	return p.registerUsage(ctx, listener.Addr().(*net.TCPAddr).Port)
}

// registerUsage lets the API server forward metrics.k8s.io to this port. A
// Service of type ExternalName is the one way to name 127.0.0.1: endpoints
// refuse loopback addresses.
func (p *controlPlane) registerUsage(ctx context.Context, port int) error {
	service := &core.Service{
		ObjectMeta: meta.ObjectMeta{Name: "metrics-server", Namespace: "kube-system"},
		Spec:       core.ServiceSpec{Type: core.ServiceTypeExternalName, ExternalName: "localhost"},
	}
	_, err := p.client.CoreV1().Services("kube-system").Create(ctx, service, meta.CreateOptions{})
	if ignoreExisting(err) != nil {
		return err
	}
	registration := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiregistration.k8s.io/v1",
		"kind":       "APIService",
		"metadata":   map[string]any{"name": "v1beta1.metrics.k8s.io"},
		"spec": map[string]any{
			"group": metrics.GroupName, "version": "v1beta1",
			"groupPriorityMinimum": int64(100), "versionPriority": int64(100),
			"insecureSkipTLSVerify": true,
			"service":               map[string]any{"name": "metrics-server", "namespace": "kube-system", "port": int64(port)},
		},
	}}
	services := schema.GroupVersionResource{Group: "apiregistration.k8s.io", Version: "v1", Resource: "apiservices"}
	_, err = p.dynamic.Resource(services).Apply(ctx, registration.GetName(), registration, asManager)
	return err
}

// keepWhatUsageNeeds forgets most of a pod: there may be thousands.
func keepWhatUsageNeeds(object any) (any, error) {
	pod, ok := object.(*core.Pod)
	if !ok {
		return object, nil
	}
	kept := &core.Pod{ObjectMeta: meta.ObjectMeta{
		Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID, Labels: pod.Labels, ResourceVersion: pod.ResourceVersion,
	}}
	kept.Status.Phase = pod.Status.Phase
	for _, container := range pod.Spec.Containers {
		kept.Spec.Containers = append(kept.Spec.Containers, core.Container{Name: container.Name})
	}
	return kept, nil
}

const usageRoot = "/apis/metrics.k8s.io/v1beta1"

func (u usage) routes() http.Handler {
	mux := http.NewServeMux()
	group := usageGroup()
	mux.HandleFunc("GET /apis", answer(func(*http.Request) (any, error) {
		return meta.APIGroupList{TypeMeta: kind("v1", "APIGroupList"), Groups: []meta.APIGroup{group}}, nil
	}))
	mux.HandleFunc("GET /apis/metrics.k8s.io", answer(func(*http.Request) (any, error) { return group, nil }))
	mux.HandleFunc("GET "+usageRoot, answer(func(*http.Request) (any, error) { return usageResources(), nil }))
	mux.HandleFunc("GET "+usageRoot+"/nodes", answer(u.listNodes))
	mux.HandleFunc("GET "+usageRoot+"/nodes/{name}", answer(u.getNode))
	mux.HandleFunc("GET "+usageRoot+"/pods", answer(u.listPods))
	mux.HandleFunc("GET "+usageRoot+"/namespaces/{namespace}/pods", answer(u.listPods))
	mux.HandleFunc("GET "+usageRoot+"/namespaces/{namespace}/pods/{name}", answer(u.getPod))
	return mux
}

func usageGroup() meta.APIGroup {
	version := meta.GroupVersionForDiscovery{GroupVersion: v1beta1.SchemeGroupVersion.String(), Version: "v1beta1"}
	return meta.APIGroup{
		TypeMeta: kind("v1", "APIGroup"), Name: metrics.GroupName,
		Versions: []meta.GroupVersionForDiscovery{version}, PreferredVersion: version,
	}
}

func usageResources() meta.APIResourceList {
	return meta.APIResourceList{
		TypeMeta: kind("v1", "APIResourceList"), GroupVersion: v1beta1.SchemeGroupVersion.String(),
		APIResources: []meta.APIResource{
			{Name: "nodes", Kind: "NodeMetrics", Verbs: meta.Verbs{"get", "list"}},
			{Name: "pods", Kind: "PodMetrics", Namespaced: true, Verbs: meta.Verbs{"get", "list"}},
		},
	}
}

func (u usage) listNodes(request *http.Request) (any, error) {
	list := v1beta1.NodeMetricsList{TypeMeta: kind(v1beta1.SchemeGroupVersion.String(), "NodeMetricsList")}
	nodes, err := u.nodes.List(selector(request))
	for _, node := range nodes {
		list.Items = append(list.Items, ofNode(node))
	}
	return list, err
}

func (u usage) getNode(request *http.Request) (any, error) {
	node, err := u.nodes.Get(request.PathValue("name"))
	if err != nil {
		return nil, err
	}
	return ofNode(node), nil
}

func (u usage) listPods(request *http.Request) (any, error) {
	list := v1beta1.PodMetricsList{TypeMeta: kind(v1beta1.SchemeGroupVersion.String(), "PodMetricsList"), Items: []v1beta1.PodMetrics{}}
	pods, err := u.pods.Pods(request.PathValue("namespace")).List(selector(request))
	for _, pod := range pods {
		if pod.Status.Phase == core.PodRunning {
			list.Items = append(list.Items, ofPod(pod))
		}
	}
	return list, err
}

func (u usage) getPod(request *http.Request) (any, error) {
	pod, err := u.pods.Pods(request.PathValue("namespace")).Get(request.PathValue("name"))
	if err != nil {
		return nil, err
	}
	return ofPod(pod), nil
}

func kind(apiVersion, name string) meta.TypeMeta {
	return meta.TypeMeta{APIVersion: apiVersion, Kind: name}
}

func selector(request *http.Request) labels.Selector {
	chosen, err := labels.Parse(request.URL.Query().Get("labelSelector"))
	if err != nil {
		return labels.Nothing()
	}
	return chosen
}

func answer(ask func(*http.Request) (any, error)) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		found, err := ask(request)
		if err != nil {
			response.WriteHeader(http.StatusNotFound)
			found = meta.Status{
				TypeMeta: kind("v1", "Status"), Status: meta.StatusFailure,
				Reason: meta.StatusReasonNotFound, Code: http.StatusNotFound, Message: err.Error(),
			}
		}
		json.NewEncoder(response).Encode(found)
	}
}
