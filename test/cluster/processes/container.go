//go:build linux

package processes

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// container is one run of a container: when the kubelet starts it again, it
// makes another.
type container struct {
	id      string
	config  *cri.ContainerConfig
	sandbox *sandbox
	image   Image
	layer   string
	created int64
	output  *output
	// done is closed when the process has ended and its last words are written.
	done chan struct{}

	mutex     sync.Mutex
	process   *os.Process
	started   int64
	finished  int64
	exitCode  int32
	reason    string
	message   string
	terminal  *os.File
	input     *os.File
	isStarted bool
}

// CreateContainer prepares a container; nothing runs yet.
func (r *Runtime) CreateContainer(_ context.Context, sandboxID string, config *cri.ContainerConfig, sandboxConfig *cri.PodSandboxConfig) (string, error) {
	s, err := r.sandbox(sandboxID)
	if err != nil {
		return "", err
	}
	image, err := r.Images.find(config.GetImage().GetImage())
	if err != nil {
		return "", err
	}
	layer, err := r.Images.layer(image)
	if err != nil {
		return "", err
	}
	log, err := openOutput(filepath.Join(sandboxConfig.GetLogDirectory(), config.GetLogPath()))
	if err != nil {
		return "", err
	}
	c := &container{
		id: newID(), config: config, sandbox: s, image: image, layer: layer,
		created: time.Now().UnixNano(), output: log, done: make(chan struct{}),
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.containers[c.id] = c
	return c.id, nil
}

// StopContainer asks the container's first process to end, and kills all of
// them when the seconds are over.
func (r *Runtime) StopContainer(_ context.Context, id string, seconds int64) error {
	c, err := r.container(id)
	if err != nil {
		return nil
	}
	c.signal(syscall.SIGTERM)
	select {
	case <-c.done:
	case <-time.After(time.Duration(seconds) * time.Second):
		c.end()
	}
	return nil
}

// end kills the container's processes and waits until they have gone.
func (c *container) end() {
	if c.kill() {
		<-c.done
	}
}

// kill ends the first process, with which the kernel ends all others; it says
// whether there was one.
func (c *container) kill() bool { return c.signal(syscall.SIGKILL) }

func (c *container) signal(signal syscall.Signal) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.process == nil || c.finished != 0 {
		return false
	}
	c.process.Signal(signal)
	return true
}

// RemoveContainer forgets the container and its log.
func (r *Runtime) RemoveContainer(_ context.Context, id string) error {
	c, err := r.container(id)
	if err != nil {
		return nil
	}
	c.end()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	delete(r.containers, id)
	os.Remove(c.output.path)
	return os.RemoveAll(r.path(id))
}

func (c *container) state() cri.ContainerState {
	switch {
	case !c.isStarted:
		return cri.ContainerState_CONTAINER_CREATED
	case c.finished == 0:
		return cri.ContainerState_CONTAINER_RUNNING
	}
	return cri.ContainerState_CONTAINER_EXITED
}

// ContainerStatus tells how the container is or how it ended.
func (r *Runtime) ContainerStatus(_ context.Context, id string, _ bool) (*cri.ContainerStatusResponse, error) {
	c, err := r.container(id)
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return &cri.ContainerStatusResponse{Status: &cri.ContainerStatus{
		Id:          c.id,
		Metadata:    c.config.GetMetadata(),
		State:       c.state(),
		CreatedAt:   c.created,
		StartedAt:   c.started,
		FinishedAt:  c.finished,
		ExitCode:    c.exitCode,
		Reason:      c.reason,
		Message:     c.message,
		Image:       c.config.GetImage(),
		ImageRef:    c.config.GetImage().GetImage(),
		ImageId:     c.config.GetImage().GetImage(),
		Labels:      c.config.GetLabels(),
		Annotations: c.config.GetAnnotations(),
		Mounts:      c.config.GetMounts(),
		LogPath:     c.output.path,
	}}, nil
}

// ListContainers lists the containers that the filter asks for.
func (r *Runtime) ListContainers(_ context.Context, filter *cri.ContainerFilter) (list []*cri.Container, _ error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.containers {
		if each := c.listed(); isAskedFor(each, filter) {
			list = append(list, each)
		}
	}
	return list, nil
}

func (c *container) listed() *cri.Container {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return &cri.Container{
		Id:           c.id,
		PodSandboxId: c.sandbox.id,
		Metadata:     c.config.GetMetadata(),
		Image:        c.config.GetImage(),
		ImageRef:     c.config.GetImage().GetImage(),
		ImageId:      c.config.GetImage().GetImage(),
		State:        c.state(),
		CreatedAt:    c.created,
		Labels:       c.config.GetLabels(),
		Annotations:  c.config.GetAnnotations(),
	}
}

func isAskedFor(c *cri.Container, filter *cri.ContainerFilter) bool {
	return (filter.GetId() == "" || filter.GetId() == c.Id) &&
		(filter.GetPodSandboxId() == "" || filter.GetPodSandboxId() == c.PodSandboxId) &&
		(filter.GetState() == nil || filter.GetState().GetState() == c.State) &&
		hasLabels(c.Labels, filter.GetLabelSelector())
}

func (c *container) String() string {
	return fmt.Sprintf("%s of %s", c.config.GetMetadata().GetName(), c.sandbox)
}
