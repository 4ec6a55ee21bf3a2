//go:build linux

package network

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
)

const (
	// ServiceRange is that of the API server's flag.
	ServiceRange = "10.96.0.0/16"
	// NameServer answers pods' questions for names of Services.
	NameServer = "10.96.0.10"

	mostNetworks = 128
)

// Network is one control plane's. Its pods' addresses are of 198.18.0.0/15,
// which nobody on a real network has. The machine is one more member of that
// network; pods have no way to anywhere else, nor does anybody else to them.
type Network struct {
	// router is where Services have their addresses.
	router *Namespace
	link   string
	prefix netip.Prefix

	mutex sync.Mutex
	taken map[netip.Addr]bool
	last  netip.Addr
	count int
}

// New makes the network. It goes when the process does, even if that is killed.
func New(ctx context.Context) (*Network, error) {
	router, err := newNamespace()
	if err != nil {
		return nil, err
	}
	n := &Network{router: router, taken: map[netip.Addr]bool{}}
	if err := n.claim(); err != nil {
		return nil, err
	}
	n.last = n.prefix.Addr()
	context.AfterFunc(ctx, func() { ip("link delete " + n.link) })
	return n, n.setUp()
}

// claim takes the first range that no other control plane of this machine has:
// a link's name can be given once.
func (n *Network) claim() (err error) {
	for i := range mostNetworks {
		n.link = fmt.Sprintf("testcluster%d", i)
		address := netip.AddrFrom4([4]byte{198, byte(18 + i/64), byte(i % 64 * 4), 0})
		n.prefix = netip.PrefixFrom(address, 22)
		err = ip(fmt.Sprintf("link add %s type veth peer name machine netns %s", n.link, n.router.path()))
		if err == nil || !strings.Contains(err.Error(), "File exists") {
			return err
		}
	}
	return err
}

func (n *Network) setUp() error {
	gateway, machine := n.next(), n.next()
	err := n.router.ip(
		"link set lo up",
		"link add pods type bridge forward_delay 0",
		"link set machine master pods up",
		fmt.Sprintf("address add %s/%d dev pods", gateway, n.prefix.Bits()),
		"link set pods up",
		// Every address of the range is the router's own, to be listened on.
		"route add local "+ServiceRange+" dev lo",
	)
	if err != nil {
		return err
	}
	return ip(
		fmt.Sprintf("address add %s/%d dev %s", machine, n.prefix.Bits(), n.link),
		fmt.Sprintf("link set %s up", n.link),
	)
}

// Pod is one pod's place in the network.
type Pod struct {
	*Namespace
	Address netip.Addr
	network *Network
}

// Add makes a place for a pod.
func (n *Network) Add() (*Pod, error) {
	namespace, err := newNamespace()
	if err != nil {
		return nil, err
	}
	pod := &Pod{namespace, n.next(), n}
	n.mutex.Lock()
	n.count++
	link := fmt.Sprintf("pod%d", n.count)
	n.mutex.Unlock()
	err = n.router.ip(
		fmt.Sprintf("link add %s type veth peer name eth0 netns %s", link, namespace.path()),
		fmt.Sprintf("link set %s master pods up", link),
	)
	if err == nil {
		err = namespace.ip(
			"link set lo up",
			fmt.Sprintf("address add %s/%d dev eth0", pod.Address, n.prefix.Bits()),
			"link set eth0 up",
			fmt.Sprintf("route add %s via %s", ServiceRange, n.prefix.Addr().Next()),
		)
	}
	if err != nil {
		pod.Remove()
		return nil, err
	}
	return pod, nil
}

// Remove gives the address back; the pod's processes must have ended.
func (p *Pod) Remove() {
	p.Close()
	p.network.mutex.Lock()
	defer p.network.mutex.Unlock()
	delete(p.network.taken, p.Address)
}

// next takes one address after the other: one that was just given back may
// still be remembered by its neighbours.
func (n *Network) next() netip.Addr {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	for ok := false; !ok; ok = !n.taken[n.last] && n.last != n.prefix.Addr() {
		if n.last = n.last.Next(); !n.prefix.Contains(n.last.Next()) {
			n.last = n.prefix.Addr()
		}
	}
	n.taken[n.last] = true
	return n.last
}
