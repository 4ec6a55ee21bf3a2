//go:build !linux

package main

import "context"

type processPods struct{}

func takeOwnMounts() {}

func (p *controlPlane) startProcesses(context.Context) error {
	p.whyNoProcesses = "Containers cannot run as processes: that needs Linux."
	return nil
}

// serveNodes has nothing to stand in front of.
func (p *controlPlane) serveNodes(_ context.Context, simulatedPort int) (int, error) {
	return simulatedPort, nil
}
