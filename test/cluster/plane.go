package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// controlPlane is what the parts need to know of each other.
type controlPlane struct {
	settings
	server string
	begun  time.Time
	group  *errgroup.Group
	// config is that of the simulated kubelets' user, so that the admin's name
	// in the audit log always means a test.
	config  *rest.Config
	client  kubernetes.Interface
	dynamic dynamic.Interface
	// whyNoProcesses is a sentence, or empty where containers can run as processes.
	whyNoProcesses string
	processPods    *processPods
}

// bringUp starts the parts in the order in which they need each other and
// returns once pods can be scheduled and every user has their rights.
func bringUp(ctx context.Context, s settings, group *errgroup.Group) (*controlPlane, error) {
	p := &controlPlane{settings: s, begun: time.Now(), group: group}
	for _, step := range []struct {
		name string
		take func(context.Context) error
	}{
		{"port chosen", p.choosePort},
		{"log opened", p.openLog},
		{"certificates and users written", p.writeCredentials},
		{"etcd, API server, controllers and scheduler started", p.startComponents},
		{"rights granted", p.grantRights},
		{"custom resources served", p.installResources},
		{"processes made ready", p.makeProcessesReady},
		{"simulated kubelets started", p.startKubelets},
		{"usage figures served", p.startUsage},
		{fmt.Sprintf("%d nodes ready", s.nodes), p.awaitNodes},
		{"rights in force", p.awaitRights},
	} {
		if err := step.take(ctx); err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%5.1f s  %s\n", time.Since(p.begun).Seconds(), step.name)
	}
	return p, nil
}

func (p *controlPlane) path(name string) string { return filepath.Join(p.directory, name) }

// keep runs a part that is not meant to end before everything does.
func (p *controlPlane) keep(ctx context.Context, name string, part func() error) {
	p.group.Go(func() error {
		err := part()
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("%s ended: %w", name, err)
	})
}

func (p *controlPlane) choosePort(context.Context) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p.port))
	if err != nil {
		return fmt.Errorf("port %d on 127.0.0.1 is taken; choose another, or leave --port out for any free one", p.port)
	}
	p.port = listener.Addr().(*net.TCPAddr).Port
	p.server = fmt.Sprintf("https://127.0.0.1:%d", p.port)
	return listener.Close()
}

// connect makes the clients; the API server need not be there yet.
func (p *controlPlane) connect() (err error) {
	if p.config, err = clientcmd.BuildConfigFromFlags("", p.path("kubelet.kubeconfig")); err != nil {
		return err
	}
	p.config.QPS = -1
	if p.client, err = kubernetes.NewForConfig(p.config); err != nil {
		return err
	}
	p.dynamic, err = dynamic.NewForConfig(p.config)
	return err
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// await asks until the answer is yes, every 50 milliseconds.
func await(ctx context.Context, isSo func() bool) error {
	for !isSo() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}
