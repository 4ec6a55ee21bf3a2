package main

import (
	"context"
	"fmt"
	"net/url"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd returns the address of an etcd that does not wait for the disk:
// what a test cluster loses in a power cut nobody misses.
func (p *controlPlane) startEtcd(ctx context.Context) (string, error) {
	config := embed.NewConfig()
	config.Dir = p.path("etcd")
	config.UnsafeNoFsync = true
	config.LogLevel = "error"
	config.LogOutputs = []string{p.path("etcd.log")}
	config.QuotaBackendBytes = 4 << 30
	config.AutoCompactionMode, config.AutoCompactionRetention = "periodic", "5m"
	clients, err := freeURL()
	if err != nil {
		return "", err
	}
	peers, err := freeURL()
	if err != nil {
		return "", err
	}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{clients}, []url.URL{clients}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peers}, []url.URL{peers}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return "", err
	}
	p.keep(ctx, "etcd", func() error {
		select {
		case err := <-etcd.Err():
			return err
		case <-ctx.Done():
			return nil
		}
	})
	select {
	case <-etcd.Server.ReadyNotify():
		return clients.String(), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func freeURL() (url.URL, error) {
	port, err := freePort()
	return url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}, err
}
