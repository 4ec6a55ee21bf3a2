//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	core "k8s.io/api/core/v1"
)

// serveNodes answers what the API server asks of the nodes' kubelets, all of
// which have one port: pods that run as processes have a kubelet of their own,
// everything else is led to the simulated ones. It returns that port.
func (p *controlPlane) serveNodes(ctx context.Context, simulatedPort int) (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	simulated := leadTo(simulatedPort)
	server := &http.Server{Handler: http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if own := p.kubeletPort(request.URL.Path); own != 0 {
			leadTo(own).ServeHTTP(response, request)
			return
		}
		simulated.ServeHTTP(response, request)
	})}
	p.keep(ctx, "kubelets' front", func() error {
		return server.ServeTLS(listener, p.path("apiserver.crt"), p.path("apiserver.key"))
	})
	context.AfterFunc(ctx, func() { server.Close() })
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func leadTo(port int) *httputil.ReverseProxy {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)})
	proxy.FlushInterval = -1
	return proxy
}

// kubeletPort is that of the kubelet of the pod that the path is about, such as
// /exec/NAMESPACE/POD/CONTAINER; 0 for pods that do not run as processes.
func (p *controlPlane) kubeletPort(path string) int {
	parts := strings.Split(path, "/")
	if p.processPods == nil || len(parts) < 4 {
		return 0
	}
	found, exists, err := p.processPods.pods.GetByKey(parts[2] + "/" + parts[3])
	if err != nil || !exists || !runsAsProcesses(found.(*core.Pod)) {
		return 0
	}
	if kubelet := p.processPods.kubeletOf(found.(*core.Pod).Spec.NodeName); kubelet != nil {
		return kubelet.port
	}
	return 0
}
