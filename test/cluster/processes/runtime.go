//go:build linux

// Package processes is a container runtime for one kubelet, whose containers
// are processes of this machine: in namespaces of their own, on a copy of its
// file system, with nothing pulled from anywhere.
package processes

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-streaming/pkg/streaming"
	"sluice.dev/testcluster/network"
)

const (
	name    = "testcluster"
	version = "1.0.0"
)

// Options are what the runtimes of all nodes share.
type Options struct {
	Network *network.Network
	Images  *Images
	// Program is the one that becomes a container's first process.
	Program string
}

// Runtime implements what a kubelet asks of a container runtime.
type Runtime struct {
	Options
	unsupported
	directory string
	streams   streaming.Server

	mutex      sync.Mutex
	sandboxes  map[string]*sandbox
	containers map[string]*container
}

// New makes the runtime of a node; what it must keep is kept in the directory.
func New(ctx context.Context, options Options, directory string) (*Runtime, error) {
	r := &Runtime{
		Options:    options,
		directory:  directory,
		sandboxes:  map[string]*sandbox{},
		containers: map[string]*container{},
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	return r, r.serveStreams(ctx)
}

// Version is part of the interface of container runtimes.
func (r *Runtime) Version(context.Context, string) (*cri.VersionResponse, error) {
	return &cri.VersionResponse{Version: "0.1.0", RuntimeName: name, RuntimeVersion: version, RuntimeApiVersion: "v1"}, nil
}

// Status says that both the runtime and its network are ready.
func (r *Runtime) Status(context.Context, bool) (*cri.StatusResponse, error) {
	return &cri.StatusResponse{Status: &cri.RuntimeStatus{Conditions: []*cri.RuntimeCondition{
		{Type: cri.RuntimeReady, Status: true},
		{Type: cri.NetworkReady, Status: true},
	}}}, nil
}

// StopAll kills what still runs.
func (r *Runtime) StopAll() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.containers {
		c.kill()
	}
}

func (r *Runtime) sandbox(id string) (*sandbox, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if found := r.sandboxes[id]; found != nil {
		return found, nil
	}
	return nil, errNotFound
}

func (r *Runtime) container(id string) (*container, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if found := r.containers[id]; found != nil {
		return found, nil
	}
	return nil, errNotFound
}

func (r *Runtime) path(parts ...string) string {
	return filepath.Join(append([]string{r.directory}, parts...)...)
}

func newID() string { return strings.ToLower(rand.Text() + rand.Text()) }

func hasLabels(labels, wanted map[string]string) bool {
	for key, value := range wanted {
		if labels[key] != value {
			return false
		}
	}
	return true
}

// errUnsupported answers what nobody asks of this runtime in earnest.
var errUnsupported = errors.New("containers that are processes of this machine cannot do this")
