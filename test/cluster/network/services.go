//go:build linux

package network

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// services leads what pods send to the address of a Service on to one of its
// endpoints. It reads both where the API server tells of them.
type services struct {
	network  *Network
	services corelisters.ServiceLister
	slices   discoverylisters.EndpointSliceLister

	mutex sync.Mutex
	open  map[string]*entrance
	wake  chan struct{}
}

// entrance is one port of a Service.
type entrance struct {
	listener net.Listener
	targets  atomic.Pointer[[]string]
	turn     atomic.Uint64
}

// ServeServices lets pods reach Services by address and by name, and the API
// server, which is on loopback, as the Service kubernetes.
func (n *Network) ServeServices(ctx context.Context, factory informers.SharedInformerFactory, apiServer string) error {
	s := &services{
		network:  n,
		services: factory.Core().V1().Services().Lister(),
		slices:   factory.Discovery().V1().EndpointSlices().Lister(),
		open:     map[string]*entrance{},
		wake:     make(chan struct{}, 1),
	}
	changed := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { s.note() },
		UpdateFunc: func(any, any) { s.note() },
		DeleteFunc: func(any) { s.note() },
	}
	factory.Core().V1().Services().Informer().AddEventHandler(changed)
	factory.Discovery().V1().EndpointSlices().Informer().AddEventHandler(changed)
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	go s.run(ctx, apiServer)
	return s.answerNames(ctx)
}

func (s *services) note() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *services) run(ctx context.Context, apiServer string) {
	for {
		select {
		case <-ctx.Done():
			s.arrange(nil)
			return
		case <-s.wake:
			s.arrange(s.wanted(apiServer))
		}
	}
}

// wanted are the addresses that are to be listened on, and where each leads. A
// Service without endpoints that are ready refuses connections.
func (s *services) wanted(apiServer string) map[string][]string {
	wanted := map[string][]string{}
	list, _ := s.services.List(labels.Everything())
	for _, service := range list {
		if service.Spec.ClusterIP == "" || service.Spec.ClusterIP == core.ClusterIPNone {
			continue
		}
		for _, port := range service.Spec.Ports {
			if port.Protocol != core.ProtocolTCP {
				continue
			}
			targets := s.targets(service, port)
			if service.Name == "kubernetes" && service.Namespace == core.NamespaceDefault {
				targets = []string{apiServer}
			}
			if len(targets) > 0 {
				wanted[net.JoinHostPort(service.Spec.ClusterIP, fmt.Sprint(port.Port))] = targets
			}
		}
	}
	return wanted
}

func (s *services) targets(service *core.Service, port core.ServicePort) (targets []string) {
	for _, slice := range s.slicesOf(service) {
		for _, its := range slice.Ports {
			if its.Port == nil || (its.Name != nil && *its.Name != port.Name) {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				if isReady(endpoint) && len(endpoint.Addresses) > 0 {
					targets = append(targets, net.JoinHostPort(endpoint.Addresses[0], fmt.Sprint(*its.Port)))
				}
			}
		}
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

func (s *services) slicesOf(service *core.Service) []*discovery.EndpointSlice {
	selector := labels.SelectorFromSet(labels.Set{discovery.LabelServiceName: service.Name})
	found, _ := s.slices.EndpointSlices(service.Namespace).List(selector)
	return found
}

func isReady(endpoint discovery.Endpoint) bool {
	return endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready
}

// arrange opens and closes entrances until they are as wanted.
func (s *services) arrange(wanted map[string][]string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for address, each := range s.open {
		if wanted[address] == nil {
			each.listener.Close()
			delete(s.open, address)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(wanted)) {
		targets := wanted[address]
		if s.open[address] == nil {
			listener, err := s.network.listen(address)
			if err != nil {
				klog.ErrorS(err, "A Service's address cannot be listened on", "address", address)
				continue
			}
			s.open[address] = &entrance{listener: listener}
			s.open[address].targets.Store(&targets)
			go s.open[address].serve()
		}
		s.open[address].targets.Store(&targets)
	}
}

// listen opens a port where pods, and they alone, reach it.
func (n *Network) listen(address string) (listener net.Listener, err error) {
	err = n.router.Do(func() error {
		listener, err = net.Listen("tcp4", address)
		return err
	})
	return listener, err
}

func (e *entrance) serve() {
	for {
		connection, err := e.listener.Accept()
		if err != nil {
			return
		}
		go e.lead(connection.(*net.TCPConn))
	}
}

// lead connects with the endpoints in turn, until one answers.
func (e *entrance) lead(from *net.TCPConn) {
	defer from.Close()
	targets := *e.targets.Load()
	first := e.turn.Add(1)
	for i := range targets {
		to, err := net.Dial("tcp", targets[(first+uint64(i))%uint64(len(targets))])
		if err == nil {
			join(from, to.(*net.TCPConn))
			return
		}
	}
	// Refused, not ended.
	from.SetLinger(0)
}

func join(a, b *net.TCPConn) {
	defer b.Close()
	done := make(chan struct{}, 2)
	for _, pair := range [][2]*net.TCPConn{{a, b}, {b, a}} {
		go func() {
			io.Copy(pair[0], pair[1])
			pair[0].CloseWrite()
			done <- struct{}{}
		}()
	}
	<-done
	<-done
}
