package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/client/clientset/versioned"
	kwok "sigs.k8s.io/kwok/pkg/kwok/controllers"
	kwokserver "sigs.k8s.io/kwok/pkg/kwok/server"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	kwokclient "sigs.k8s.io/kwok/pkg/utils/client"
)

// startKubelets lets kwok play the kubelets of all nodes. Its controller is
// used directly: its command would also read the user's own ~/.kwok/kwok.yaml.
func (p *controlPlane) startKubelets(ctx context.Context) error {
	file, err := os.OpenFile(p.path("kubelets.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	ctx = kwoklog.NewContext(ctx, kwoklog.NewLogger(file, slog.LevelWarn))
	stages, err := readStages()
	if err != nil {
		return err
	}
	simulatedPort, err := freePort()
	if err != nil {
		return err
	}
	port, err := p.serveNodes(ctx, simulatedPort)
	if err != nil {
		return err
	}
	config, err := p.kwokConfig(stages, port)
	if err != nil {
		return err
	}
	controller, err := kwok.NewController(config)
	if err != nil {
		return err
	}
	if err := controller.Start(ctx); err != nil {
		return err
	}
	if err := p.serveKubelets(ctx, controller, config.TypedKwokClient, simulatedPort); err != nil {
		return err
	}
	return p.addNodes(ctx, port)
}

func (p *controlPlane) kwokConfig(stages map[internalversion.StageResourceRef][]*internalversion.Stage, port int) (kwok.Config, error) {
	clients, err := kwokclient.NewClientset("", p.path("kubelet.kubeconfig"))
	if err != nil {
		return kwok.Config{}, err
	}
	settings, err := clients.ToRESTConfig()
	if err != nil {
		return kwok.Config{}, err
	}
	untyped, err := rest.RESTClientFor(settings)
	if err != nil {
		return kwok.Config{}, err
	}
	typed, err := kubernetes.NewForConfig(settings)
	if err != nil {
		return kwok.Config{}, err
	}
	own, err := versioned.NewForConfig(settings)
	if err != nil {
		return kwok.Config{}, err
	}
	return kwok.Config{
		ID:                                "testcluster",
		RESTClient:                        untyped,
		TypedClient:                       typed,
		TypedKwokClient:                   own,
		DynamicClient:                     p.dynamic,
		ImpersonatingDynamicClient:        clients.ToImpersonatingDynamicClient(),
		ImpersonatingTypedClient:          clients.ToImpersonatingTypedClient(),
		ManageNodesWithAnnotationSelector: hasKubelet + "=true",
		// These pods have a real kubelet.
		DisregardStatusWithAnnotationSelector: runs + "=" + asProcesses,
		CIDR:                                  "10.0.0.0/24",
		NodeIP:                                "127.0.0.1",
		NodePort:                              port,
		LocalStages:                           stages,
		PodPlayStageParallelism:               16,
		NodePlayStageParallelism:              4,
		NodeLeaseDurationSeconds:              40,
		NodeLeaseParallelism:                  4,
		PodsOnNodeSyncParallelism:             1,
		EnablePodsOnNodeSyncListPager:         true,
	}, nil
}

// serveKubelets answers the API server's requests for logs, exec, attach and
// port-forward.
func (p *controlPlane) serveKubelets(ctx context.Context, controller *kwok.Controller, client versioned.Interface, port int) error {
	config, err := p.containers(ctx)
	if err != nil {
		return err
	}
	config.TypedKwokClient = client
	config.DataSource = controller
	config.NodeCacheGetter = controller.GetNodeCache()
	config.PodCacheGetter = controller.GetPodCache()
	server, err := kwokserver.NewServer(config)
	if err != nil {
		return err
	}
	server.InstallHealthz()
	server.InstallDebuggingHandlers()
	p.keep(ctx, "simulated kubelets", func() error {
		return server.Run(ctx, fmt.Sprintf("127.0.0.1:%d", port), p.path("apiserver.crt"), p.path("apiserver.key"))
	})
	return nil
}
