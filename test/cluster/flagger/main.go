// Command flagger runs Flagger's own controller, of its own packages, on one
// namespace. Flagger's command would do but for its HTTP server, which listens
// on every interface of the machine: nothing of a test may.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/fluxcd/flagger/pkg/canary"
	clientset "github.com/fluxcd/flagger/pkg/client/clientset/versioned"
	informers "github.com/fluxcd/flagger/pkg/client/informers/externalversions"
	"github.com/fluxcd/flagger/pkg/controller"
	"github.com/fluxcd/flagger/pkg/logger"
	"github.com/fluxcd/flagger/pkg/metrics/observers"
	"github.com/fluxcd/flagger/pkg/notifier"
	"github.com/fluxcd/flagger/pkg/router"
	"github.com/fluxcd/flagger/pkg/version"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

type settings struct{ kubeconfig, namespace, provider, metrics string }

func main() {
	var s settings
	flag.StringVar(&s.kubeconfig, "kubeconfig", "", "of the cluster")
	flag.StringVar(&s.namespace, "namespace", "", "the one in which canaries are run")
	flag.StringVar(&s.provider, "mesh-provider", "gatewayapi:v1", "what routes for canaries that do not say so themselves")
	flag.StringVar(&s.metrics, "metrics-server", "http://127.0.0.1:9", "the Prometheus that canaries with metrics ask")
	flag.Parse()
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer stop()
	if err := run(told, s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run says in one line of standard output that it follows its canaries, and
// returns when it is told to end.
func run(ctx context.Context, s settings) error {
	config, err := clientcmd.BuildConfigFromFlags("", s.kubeconfig)
	if err != nil {
		return err
	}
	client, err := clientset.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 30*time.Second, informers.WithNamespace(s.namespace))
	cached := controller.Informers{
		CanaryInformer: factory.Flagger().V1beta1().Canaries(),
		MetricInformer: factory.Flagger().V1beta1().MetricTemplates(),
		AlertInformer:  factory.Flagger().V1beta1().AlertProviders(),
	}
	flagger, err := assemble(config, client, cached, s)
	if err != nil {
		return err
	}
	cached.MetricInformer.Informer()
	cached.AlertInformer.Informer()
	factory.Start(ctx.Done())
	for kind, isThere := range factory.WaitForCacheSync(ctx.Done()) {
		if !isThere {
			return fmt.Errorf("%v could not be read", kind)
		}
	}
	fmt.Println("Flagger follows its canaries.")
	return flagger.Run(2, ctx.Done())
}

// assemble makes the controller with the defaults of Flagger's command, but for
// its interval: how often it looks for canaries that are new.
func assemble(config *rest.Config, client clientset.Interface, cached controller.Informers, s settings) (*controller.Controller, error) {
	log, err := logger.NewLoggerWithEncoding("info", "console")
	if err != nil {
		return nil, err
	}
	cluster, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	observed, err := observers.NewFactory(s.metrics)
	if err != nil {
		return nil, err
	}
	tracked := &canary.ConfigTracker{Logger: log, KubeClient: cluster, FlaggerClient: client}
	selectors := []string{"app", "name", "app.kubernetes.io/name"}
	canaries := canary.NewFactory(cluster, client, tracked, selectors, []string{""}, log)
	routers := router.NewFactory(config, cluster, client, "nginx.ingress.kubernetes.io", "", log, client, true)
	return controller.NewController(cluster, client, cached, time.Second, log, &notifier.NopNotifier{},
		canaries, routers, observed, s.provider, version.VERSION, "", "", false), nil
}
