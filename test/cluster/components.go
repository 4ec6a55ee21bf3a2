package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/cli/flag"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controllersoptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// startComponents runs the API server and, once it answers, the controllers
// and the scheduler. Their commands are not used: each would install a signal
// handler, and the second to do so panics.
func (p *controlPlane) startComponents(ctx context.Context) error {
	etcd, err := p.startEtcd(ctx)
	if err != nil {
		return err
	}
	if err := p.writeAuditPolicy(); err != nil {
		return err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	// All three register flags in one global registry, which can be set once:
	// every flag is parsed before that.
	api := apiserveroptions.NewServerRunOptions()
	if err := parse("kube-apiserver", api.Flags(), p.apiserverFlags(etcd)); err != nil {
		return err
	}
	control, err := p.controllerOptions()
	if err != nil {
		return err
	}
	schedule := scheduleroptions.NewOptions()
	if err := parse("kube-scheduler", *schedule.Flags, p.schedulerFlags()); err != nil {
		return err
	}
	if err := api.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return err
	}

	p.keep(ctx, "kube-apiserver", func() error { return runAPIServer(ctx, api) })
	if err := await(ctx, func() bool { return p.isServing(ctx) }); err != nil {
		return err
	}
	p.keep(ctx, "kube-controller-manager", func() error { return runControllers(ctx, control) })
	p.keep(ctx, "kube-scheduler", func() error { return runScheduler(ctx, schedule) })
	return nil
}

func (p *controlPlane) isServing(ctx context.Context) bool {
	_, err := p.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
	return err == nil
}

func runAPIServer(ctx context.Context, options *apiserveroptions.ServerRunOptions) error {
	completed, err := options.Complete(ctx)
	if err != nil {
		return err
	}
	if problems := completed.Validate(); len(problems) > 0 {
		return utilerrors.NewAggregate(problems)
	}
	return apiserver.Run(ctx, completed)
}

func (p *controlPlane) controllerOptions() (*controllersoptions.KubeControllerManagerOptions, error) {
	options, err := controllersoptions.NewKubeControllerManagerOptions()
	if err != nil {
		return nil, err
	}
	sets := options.Flags(controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases())
	options.ParsedFlags = &sets
	return options, parse("kube-controller-manager", sets, p.controllerFlags())
}

func runControllers(ctx context.Context, options *controllersoptions.KubeControllerManagerOptions) error {
	config, err := options.Config(ctx, controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases())
	if err != nil {
		return err
	}
	return controllers.Run(ctx, config.Complete())
}

func runScheduler(ctx context.Context, options *scheduleroptions.Options) error {
	config, made, err := scheduler.Setup(ctx, options)
	if err != nil {
		return err
	}
	return scheduler.Run(ctx, config, made)
}

func parse(component string, sets flag.NamedFlagSets, arguments []string) error {
	flags := pflag.NewFlagSet(component, pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse(arguments); err != nil {
		return fmt.Errorf("%s: %w", component, err)
	}
	return nil
}
