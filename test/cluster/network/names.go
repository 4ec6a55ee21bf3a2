//go:build linux

package network

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
	core "k8s.io/api/core/v1"
)

const clusterDomain = "cluster.local."

// answerNames is the cluster's name server: it knows Services, and the pods of
// headless ones, and nobody else.
func (s *services) answerNames(ctx context.Context) error {
	var socket net.PacketConn
	err := s.network.router.Do(func() (err error) {
		socket, err = net.ListenPacket("udp4", net.JoinHostPort(NameServer, "53"))
		return err
	})
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { socket.Close() })
	go func() {
		question := make([]byte, 4096)
		for {
			length, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			if answer, err := s.answer(question[:length]); err == nil {
				socket.WriteTo(answer, from)
			}
		}
	}()
	return nil
}

func (s *services) answer(packet []byte) ([]byte, error) {
	var asked dnsmessage.Message
	if err := asked.Unpack(packet); err != nil || len(asked.Questions) != 1 {
		return nil, net.ErrClosed
	}
	question := asked.Questions[0]
	addresses, isKnown := s.lookUp(strings.ToLower(question.Name.String()))
	answer := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID: asked.ID, Response: true, Authoritative: true,
			RecursionDesired: asked.RecursionDesired, RecursionAvailable: true,
		},
		Questions: asked.Questions,
	}
	if !isKnown {
		answer.RCode = dnsmessage.RCodeNameError
	}
	if question.Type == dnsmessage.TypeA {
		for _, each := range addresses {
			answer.Answers = append(answer.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: 1},
				Body:   &dnsmessage.AResource{A: each.As4()},
			})
		}
	}
	return answer.Pack()
}

// lookUp knows SERVICE.NAMESPACE.svc.cluster.local, and before that the
// hostname of a pod.
func (s *services) lookUp(name string) (addresses []netip.Addr, isKnown bool) {
	rest, ok := strings.CutSuffix(name, ".svc."+clusterDomain)
	if !ok {
		return nil, false
	}
	parts := strings.Split(rest, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return nil, false
	}
	hostname := strings.Join(parts[:len(parts)-2], ".")
	service, err := s.services.Services(parts[len(parts)-1]).Get(parts[len(parts)-2])
	if err != nil {
		return nil, false
	}
	if hostname == "" && service.Spec.ClusterIP != core.ClusterIPNone {
		address, err := netip.ParseAddr(service.Spec.ClusterIP)
		return []netip.Addr{address}, err == nil
	}
	addresses = s.pods(service, hostname)
	return addresses, hostname == "" || len(addresses) > 0
}

// pods are the addresses of those of a Service that are ready, or all where
// it wants those too; with a hostname, that pod's alone.
func (s *services) pods(service *core.Service, hostname string) (addresses []netip.Addr) {
	for _, slice := range s.slicesOf(service) {
		for _, endpoint := range slice.Endpoints {
			if hostname != "" && (endpoint.Hostname == nil || *endpoint.Hostname != hostname) {
				continue
			}
			if !isReady(endpoint) && !service.Spec.PublishNotReadyAddresses {
				continue
			}
			for _, each := range endpoint.Addresses {
				if address, err := netip.ParseAddr(each); err == nil && address.Is4() {
					addresses = append(addresses, address)
				}
			}
		}
	}
	slices.SortFunc(addresses, netip.Addr.Compare)
	return slices.Compact(addresses)
}
