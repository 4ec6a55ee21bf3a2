package main

import (
	"context"
	"os"
)

// makeProcessesReady also writes down, beside the kubeconfigs, why containers
// cannot run as processes; an empty file says that they can.
func (p *controlPlane) makeProcessesReady(ctx context.Context) error {
	if err := p.startProcesses(ctx); err != nil {
		return err
	}
	return os.WriteFile(p.path("why-no-processes"), []byte(p.whyNoProcesses), 0o600)
}
