// Command testcluster runs a real Kubernetes control plane with fake nodes in
// one process: etcd, kube-apiserver, kube-controller-manager, kube-scheduler,
// and simulated kubelets. It listens on 127.0.0.1 only, prints one line of JSON
// on standard output once it is ready, and stays until it is told to stop.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

type settings struct {
	directory            string
	temporary            bool
	port                 int
	nodes                int
	podsPerNode          int
	resources            []resourceSet
	untilStandardInEnds  bool
	withAudit, withUsage bool
	// What containers that run as processes need: the program that becomes one,
	// the table of images, their files, and the Python environments.
	containerProgram, images, layers, environments string
}

func main() {
	takeOwnMounts()
	chosen, err := readFlags(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(chosen)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readFlags(arguments []string) (settings, error) {
	var s settings
	var names string
	flags := flag.NewFlagSet("testcluster", flag.ContinueOnError)
	flags.StringVar(&s.directory, "data-dir", "", "where everything is kept; a later run on the same directory finds the same objects (default: a temporary one, removed at the end)")
	flags.BoolVar(&s.temporary, "temporary", false, "remove the data directory at the end")
	flags.IntVar(&s.port, "port", 0, "port of the API server (default: any free one)")
	flags.IntVar(&s.nodes, "nodes", 3, "how many fake nodes")
	flags.IntVar(&s.podsPerNode, "pods-per-node", 110, "how many pods a node admits")
	flags.StringVar(&names, "crds", "", "custom resources to install: all, or a list of "+resourceSetNames())
	flags.BoolVar(&s.untilStandardInEnds, "until-stdin-ends", false, "stop when standard input is closed, so that no parent is outlived")
	flags.BoolVar(&s.withAudit, "audit", true, "write audit.log: who did what, without the control plane's own requests")
	flags.BoolVar(&s.withUsage, "metrics", true, "serve metrics.k8s.io with made-up figures")
	flags.StringVar(&s.containerProgram, "container-program", "", "the program that becomes the first process of a container that runs as a process")
	flags.StringVar(&s.images, "images", "", "the table of images that such containers may have")
	flags.StringVar(&s.layers, "image-files", "", "the folder of files that those images add")
	flags.StringVar(&s.environments, "environments", "", "the folder of Python environments that those images have")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	var err error
	s.resources, err = chooseResourceSets(names)
	return s, err
}

// run starts everything, announces it and stays until a signal, the end of
// standard input (if asked), or the end of any component.
func run(s settings) error {
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer stop()
	if s.untilStandardInEnds {
		go func() { io.Copy(io.Discard, os.Stdin); stop() }()
	}
	if s.directory == "" {
		directory, err := os.MkdirTemp("", "testcluster-")
		if err != nil {
			return err
		}
		s.directory, s.temporary = directory, true
	}
	if s.temporary {
		defer os.RemoveAll(s.directory)
	}
	if err := os.MkdirAll(s.directory, 0o700); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(told)
	plane, err := bringUp(ctx, s, group)
	if err == nil {
		announce(plane)
		<-ctx.Done()
	}
	if told.Err() != nil {
		waitShortly(group)
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w\n%s", group.Wait(), lastLogLines(s.directory))
	}
	return err
}

func announce(plane *controlPlane) {
	line, _ := json.Marshal(map[string]any{
		"server": plane.server, "directory": plane.directory, "kubeconfigs": plane.kubeconfigs(),
		"whyNoProcesses": plane.whyNoProcesses,
	})
	fmt.Println(string(line))
}

// waitShortly gives the components five seconds to end by themselves; nothing
// of value is lost when one does not.
func waitShortly(group *errgroup.Group) {
	ended := make(chan struct{})
	go func() { group.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
	}
}
