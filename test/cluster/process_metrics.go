//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/blang/semver/v4"
	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/component-base/metrics"
	"k8s.io/component-base/metrics/legacyregistry"
	"k8s.io/kubernetes/pkg/kubelet/metrics/collectors"
)

// forgetCollectors makes way for one more kubelet in this process: each adds
// collectors to a registry of the process, and ends it when they are there.
// Nobody reads those figures here.
func forgetCollectors() {
	for _, each := range []metrics.StableCollector{
		collectors.NewVolumeStatsCollector(nil),
		collectors.NewLogMetricsCollector(nil),
	} {
		each.Create(&semver.Version{Major: 1, Minor: 36}, each)
		legacyregistry.Registerer().Unregister(each)
		prometheus.Unregister(each)
	}
}

// untilRegistered calls the function, which starts a kubelet with this root,
// and returns when that kubelet has added its collectors: it makes folders next.
func untilRegistered(ctx context.Context, root string, start func()) error {
	next := filepath.Join(root, "plugins_registry")
	if err := os.RemoveAll(next); err != nil {
		return err
	}
	start()
	return await(ctx, func() bool {
		_, err := os.Stat(next)
		return err == nil
	})
}
