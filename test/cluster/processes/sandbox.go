//go:build linux

package processes

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
	"sluice.dev/testcluster/network"
)

// sandbox is what the containers of a pod share: its place in the network and
// how it looks names up.
type sandbox struct {
	id      string
	config  *cri.PodSandboxConfig
	created int64
	place   *network.Pod
	address string
	stopped bool
}

func (s *sandbox) state() cri.PodSandboxState {
	if s.stopped {
		return cri.PodSandboxState_SANDBOX_NOTREADY
	}
	return cri.PodSandboxState_SANDBOX_READY
}

// RunPodSandbox gives the pod an address.
func (r *Runtime) RunPodSandbox(_ context.Context, config *cri.PodSandboxConfig, _ string) (string, error) {
	place, err := r.Network.Add()
	if err != nil {
		return "", err
	}
	s := &sandbox{id: newID(), config: config, created: time.Now().UnixNano(), place: place, address: place.Address.String()}
	if err := os.MkdirAll(r.path(s.id), 0o755); err != nil {
		return "", err
	}
	for name, content := range map[string]string{"resolv.conf": resolution(config.GetDnsConfig()), "hostname": config.GetHostname() + "\n"} {
		if err := os.WriteFile(r.path(s.id, name), []byte(content), 0o644); err != nil {
			return "", err
		}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.sandboxes[s.id] = s
	return s.id, nil
}

func resolution(config *cri.DNSConfig) string {
	var lines []string
	for _, server := range config.GetServers() {
		lines = append(lines, "nameserver "+server)
	}
	if len(config.GetSearches()) > 0 {
		lines = append(lines, "search "+strings.Join(config.GetSearches(), " "))
	}
	if len(config.GetOptions()) > 0 {
		lines = append(lines, "options "+strings.Join(config.GetOptions(), " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// StopPodSandbox kills what still runs in the pod and gives its address back.
func (r *Runtime) StopPodSandbox(_ context.Context, id string) error {
	s, err := r.sandbox(id)
	if err != nil {
		// It has gone, which is what was asked for.
		return nil
	}
	for _, c := range r.containersOf(id) {
		c.end()
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !s.stopped {
		s.stopped = true
		s.place.Remove()
	}
	return nil
}

// RemovePodSandbox forgets the pod.
func (r *Runtime) RemovePodSandbox(ctx context.Context, id string) error {
	if err := r.StopPodSandbox(ctx, id); err != nil {
		return err
	}
	for _, c := range r.containersOf(id) {
		if err := r.RemoveContainer(ctx, c.id); err != nil {
			return err
		}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	delete(r.sandboxes, id)
	return os.RemoveAll(r.path(id))
}

// PodSandboxStatus says how the pod is and which address it has.
func (r *Runtime) PodSandboxStatus(_ context.Context, id string, _ bool) (*cri.PodSandboxStatusResponse, error) {
	s, err := r.sandbox(id)
	if err != nil {
		return nil, err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return &cri.PodSandboxStatusResponse{Status: &cri.PodSandboxStatus{
		Id:          s.id,
		Metadata:    s.config.GetMetadata(),
		State:       s.state(),
		CreatedAt:   s.created,
		Network:     &cri.PodSandboxNetworkStatus{Ip: s.address},
		Linux:       &cri.LinuxPodSandboxStatus{Namespaces: &cri.Namespace{Options: &cri.NamespaceOption{}}},
		Labels:      s.config.GetLabels(),
		Annotations: s.config.GetAnnotations(),
	}}, nil
}

// ListPodSandbox lists the pods that the filter asks for.
func (r *Runtime) ListPodSandbox(_ context.Context, filter *cri.PodSandboxFilter) (list []*cri.PodSandbox, _ error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, s := range r.sandboxes {
		if (filter.GetId() != "" && filter.GetId() != s.id) ||
			(filter.GetState() != nil && filter.GetState().GetState() != s.state()) ||
			!hasLabels(s.config.GetLabels(), filter.GetLabelSelector()) {
			continue
		}
		list = append(list, &cri.PodSandbox{
			Id:          s.id,
			Metadata:    s.config.GetMetadata(),
			State:       s.state(),
			CreatedAt:   s.created,
			Labels:      s.config.GetLabels(),
			Annotations: s.config.GetAnnotations(),
		})
	}
	return list, nil
}

func (r *Runtime) containersOf(sandbox string) (list []*container) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.containers {
		if c.sandbox.id == sandbox {
			list = append(list, c)
		}
	}
	return list
}

func (s *sandbox) String() string {
	return fmt.Sprintf("%s/%s", s.config.GetMetadata().GetNamespace(), s.config.GetMetadata().GetName())
}
