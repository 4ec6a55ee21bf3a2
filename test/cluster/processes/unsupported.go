//go:build linux

package processes

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// errNotFound is how the kubelet knows that something has gone already.
var errNotFound = status.Error(codes.NotFound, "not found")

// unsupported answers what is asked of container runtimes and has no meaning
// for processes: their resources are neither limited nor counted.
type unsupported struct{}

func (unsupported) UpdateContainerResources(context.Context, string, *cri.ContainerResources) error {
	return nil
}

func (unsupported) ReopenContainerLog(context.Context, string) error { return errUnsupported }

func (unsupported) CheckpointContainer(context.Context, *cri.CheckpointContainerRequest) error {
	return errUnsupported
}

func (unsupported) GetContainerEvents(context.Context, chan *cri.ContainerEventResponse, func(cri.RuntimeService_GetContainerEventsClient)) error {
	return errUnsupported
}

func (unsupported) UpdatePodSandboxResources(context.Context, *cri.UpdatePodSandboxResourcesRequest) (*cri.UpdatePodSandboxResourcesResponse, error) {
	return &cri.UpdatePodSandboxResourcesResponse{}, nil
}

func (unsupported) ContainerStats(context.Context, string) (*cri.ContainerStats, error) {
	return nil, errUnsupported
}

func (unsupported) ListContainerStats(context.Context, *cri.ContainerStatsFilter) ([]*cri.ContainerStats, error) {
	return nil, nil
}

func (unsupported) PodSandboxStats(context.Context, string) (*cri.PodSandboxStats, error) {
	return nil, errUnsupported
}

func (unsupported) ListPodSandboxStats(context.Context, *cri.PodSandboxStatsFilter) ([]*cri.PodSandboxStats, error) {
	return nil, nil
}

func (unsupported) ListMetricDescriptors(context.Context) ([]*cri.MetricDescriptor, error) {
	return nil, nil
}

func (unsupported) ListPodSandboxMetrics(context.Context) ([]*cri.PodSandboxMetrics, error) {
	return nil, nil
}

func (unsupported) UpdateRuntimeConfig(context.Context, *cri.RuntimeConfig) error { return nil }

func (unsupported) RuntimeConfig(context.Context) (*cri.RuntimeConfigResponse, error) {
	return &cri.RuntimeConfigResponse{}, nil
}

// Close ends nothing: the runtime ends with its context.
func (unsupported) Close(context.Context) error { return nil }
