//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/otel/trace/noop"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	typed "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/record"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/kubelet"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	kubeletscheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"
	"k8s.io/kubernetes/pkg/kubelet/apis/config/v1beta1"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	podconfig "k8s.io/kubernetes/pkg/kubelet/config"
	"k8s.io/kubernetes/pkg/kubelet/util"
	"k8s.io/kubernetes/pkg/util/oom"
	"k8s.io/kubernetes/pkg/volume"
	"k8s.io/kubernetes/pkg/volume/configmap"
	"k8s.io/kubernetes/pkg/volume/downwardapi"
	"k8s.io/kubernetes/pkg/volume/emptydir"
	"k8s.io/kubernetes/pkg/volume/hostpath"
	"k8s.io/kubernetes/pkg/volume/local"
	"k8s.io/kubernetes/pkg/volume/projected"
	"k8s.io/kubernetes/pkg/volume/secret"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
	"k8s.io/kubernetes/pkg/volume/util/subpath"
	"k8s.io/mount-utils"

	"sluice.dev/testcluster/network"
	"sluice.dev/testcluster/processes"
)

// longestBackOff is how long a container that ends again and again is left
// alone at most; on a cluster for work that is minutes.
const longestBackOff = 4 * time.Second

// nodeKubelet is the real kubelet, for those pods of one node that run as
// processes. The node itself stays simulated: this kubelet does not report it.
type nodeKubelet struct {
	pods func([]*core.Pod)
	port int
}

func (p *controlPlane) startKubelet(ctx context.Context, node string, options processes.Options) (*nodeKubelet, error) {
	runtime, err := processes.New(ctx, options, p.path("processes/"+node+"/runtime"))
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, runtime.StopAll)
	config, err := kubeletConfiguration()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	config.Port = int32(port)
	dependencies := p.kubeletDependencies(ctx, node, runtime)
	root, logs := p.path("processes/"+node+"/kubelet"), p.path("processes/"+node+"/logs")
	made, err := kubelet.NewMainKubelet(ctx, config, dependencies, nil,
		node, types.NodeName(node), nil, "", "", "", root, logs, "", "", false, nil, nil, "", false, false,
		meta.Duration{}, 1, -1, nil, -1, false)
	if err != nil {
		return nil, err
	}
	made.StartGarbageCollection(ctx)
	source := dependencies.PodConfig.Channel(ctx, "api")
	go made.Run(ctx, dependencies.PodConfig.Updates())
	go made.ListenAndServe(ctx, config, nil, nil, dependencies.TracerProvider)
	return &nodeKubelet{pods: func(pods []*core.Pod) { tell(source, pods) }, port: port}, nil
}

// tell hands the pods of a node to its kubelet; the type of what its channel
// takes has no name outside its package.
func tell[Update ~struct{ Pods []*core.Pod }](source chan<- Update, pods []*core.Pod) {
	source <- Update{Pods: pods}
}

func kubeletConfiguration() (*kubeletconfig.KubeletConfiguration, error) {
	known, _, err := kubeletscheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	versioned := &kubeletv1beta1.KubeletConfiguration{}
	known.Default(versioned)
	config := &kubeletconfig.KubeletConfiguration{}
	if err := v1beta1.Convert_v1beta1_KubeletConfiguration_To_config_KubeletConfiguration(versioned, config, nil); err != nil {
		return nil, err
	}
	config.Address = "127.0.0.1"
	config.ClusterDNS, config.ClusterDomain = []string{network.NameServer}, "cluster.local"
	config.ResolverConfig = ""
	config.CgroupsPerQOS, config.EnforceNodeAllocatable = false, nil
	config.EvictionHard = nil
	config.LocalStorageCapacityIsolation = false
	config.MakeIPTablesUtilChains = false
	config.CrashLoopBackOff.MaxContainerRestartPeriod = &meta.Duration{Duration: longestBackOff}
	config.SyncFrequency.Duration = 10 * time.Second
	config.SerializeImagePulls = false
	return config, nil
}

func (p *controlPlane) kubeletDependencies(ctx context.Context, node string, runtime *processes.Runtime) *kubelet.Dependencies {
	broadcaster := record.NewBroadcaster(record.WithContext(ctx))
	broadcaster.StartRecordingToSink(&typed.EventSinkImpl{Interface: p.client.CoreV1().Events("")})
	recorder := broadcaster.NewRecorder(legacyscheme.Scheme, core.EventSource{Component: "kubelet", Host: node})
	latency := util.NewPodStartupLatencyTracker()
	mounter := mount.New("")
	return &kubelet.Dependencies{
		KubeClient:                p.client,
		RemoteRuntimeService:      runtime,
		RemoteImageService:        runtime.Images,
		CAdvisorInterface:         fakeMachine{},
		OSInterface:               ownFiles{},
		ContainerManager:          cm.NewStubContainerManager(),
		VolumePlugins:             volumePlugins(),
		OOMAdjuster:               oom.NewFakeOOMAdjuster(),
		Mounter:                   mounter,
		Subpather:                 subpath.New(mounter),
		HostUtil:                  hostutil.NewHostUtil(),
		PodStartupLatencyTracker:  latency,
		NodeStartupLatencyTracker: util.NewNodeStartupLatencyTracker(),
		TracerProvider:            noop.NewTracerProvider(),
		Recorder:                  recorder,
		PodConfig:                 podconfig.NewPodConfig(recorder, latency),
	}
}

func volumePlugins() (plugins []volume.VolumePlugin) {
	for _, each := range [][]volume.VolumePlugin{
		emptydir.ProbeVolumePlugins(), secret.ProbeVolumePlugins(), configmap.ProbeVolumePlugins(),
		downwardapi.ProbeVolumePlugins(), projected.ProbeVolumePlugins(), local.ProbeVolumePlugins(),
		hostpath.ProbeVolumePlugins(volume.VolumeConfig{}),
	} {
		plugins = append(plugins, each...)
	}
	return plugins
}

// imageTable reads which images are known, beside the program's own folder.
func (p *controlPlane) readImages() (*processes.Images, error) {
	table, err := os.ReadFile(p.images)
	if err != nil {
		return nil, fmt.Errorf("the table of images is missing: %w", err)
	}
	return processes.ReadImages(table, p.layers, p.environments)
}
