//go:build linux

package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"

	"sluice.dev/testcluster/network"
	"sluice.dev/testcluster/processes"
)

// processPods hands each pod that runs as processes to the kubelet of its node,
// which is started when the node gets the first one.
type processPods struct {
	plane   *controlPlane
	options processes.Options
	pods    cache.Indexer

	mutex    sync.Mutex
	kubelets map[string]*nodeKubelet
	changed  map[string]bool
	wake     chan struct{}
}

const byNode = "node"

// startProcesses makes everything ready for pods that run as processes, where
// this machine can run them.
func (p *controlPlane) startProcesses(ctx context.Context) error {
	if p.whyNoProcesses = whyNoProcesses(); p.whyNoProcesses != "" {
		return nil
	}
	images, err := p.readImages()
	if err != nil {
		return err
	}
	net, err := network.New(ctx)
	if err != nil {
		p.whyNoProcesses = "Containers cannot run as processes: their network could not be made: " + err.Error()
		return nil
	}
	if err := p.addPolicy(ctx); err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(p.client, 0)
	pods := factory.Core().V1().Pods().Informer()
	if err := pods.AddIndexers(cache.Indexers{byNode: nodeOf}); err != nil {
		return err
	}
	p.processPods = &processPods{
		plane:    p,
		options:  processes.Options{Network: net, Images: images, Program: p.containerProgram},
		pods:     pods.GetIndexer(),
		kubelets: map[string]*nodeKubelet{},
		changed:  map[string]bool{},
		wake:     make(chan struct{}, 1),
	}
	pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    p.processPods.note,
		UpdateFunc: func(_, pod any) { p.processPods.note(pod) },
		DeleteFunc: p.processPods.note,
	})
	p.provideClaims(ctx, factory)
	if err := net.ServeServices(ctx, factory, fmt.Sprintf("127.0.0.1:%d", p.port)); err != nil {
		return err
	}
	go p.processPods.run(ctx)
	return nil
}

// nodeOf indexes the pods that run as processes by their node.
func nodeOf(object any) ([]string, error) {
	if pod := object.(*core.Pod); pod.Spec.NodeName != "" && runsAsProcesses(pod) {
		return []string{pod.Spec.NodeName}, nil
	}
	return nil, nil
}

func (s *processPods) note(object any) {
	if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
		object = gone.Obj
	}
	nodes, _ := nodeOf(object)
	if len(nodes) == 0 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.changed[nodes[0]] = true
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *processPods) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		s.mutex.Lock()
		changed := s.changed
		s.changed = map[string]bool{}
		s.mutex.Unlock()
		for node := range changed {
			s.update(ctx, node)
		}
	}
}

// update tells a node's kubelet which pods it has now.
func (s *processPods) update(ctx context.Context, node string) {
	kubelet := s.kubeletOf(node)
	if kubelet == nil {
		made, err := s.plane.startKubelet(ctx, node, s.options)
		if err != nil {
			klog.ErrorS(err, "The kubelet for pods that run as processes could not be started", "node", node)
			time.AfterFunc(time.Second, func() { s.retry(node) })
			return
		}
		s.mutex.Lock()
		s.kubelets[node] = made
		s.mutex.Unlock()
		kubelet = made
	}
	found, _ := s.pods.ByIndex(byNode, node)
	var pods []*core.Pod
	for _, each := range found {
		pods = append(pods, each.(*core.Pod).DeepCopy())
	}
	kubelet.pods(pods)
}

func (s *processPods) retry(node string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.changed[node] = true
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *processPods) kubeletOf(node string) *nodeKubelet {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.kubelets[node]
}
