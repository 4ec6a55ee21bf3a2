package main

import (
	"context"
	"fmt"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// hasKubelet marks the nodes that have one; a Node that a test makes has none,
// unless it says so.
const hasKubelet = "testcluster/has-kubelet"

// addNodes registers the fake nodes; their kubelets all answer on one port.
func (p *controlPlane) addNodes(ctx context.Context, kubeletPort int) error {
	for i := range p.nodes {
		node := p.node(i, kubeletPort)
		_, err := p.client.CoreV1().Nodes().Create(ctx, node, meta.CreateOptions{})
		if apierrors.IsAlreadyExists(err) {
			err = p.moveKubelet(ctx, node)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *controlPlane) node(i, kubeletPort int) *core.Node {
	name := fmt.Sprintf("node-%03d", i)
	podNetwork := fmt.Sprintf("10.%d.%d.0/24", 128+i/256, i%256)
	room := core.ResourceList{
		core.ResourceCPU:              resource.MustParse("64"),
		core.ResourceMemory:           resource.MustParse("256Gi"),
		core.ResourceEphemeralStorage: resource.MustParse("500Gi"),
		core.ResourcePods:             *resource.NewQuantity(int64(p.podsPerNode), resource.DecimalSI),
	}
	return &core.Node{
		ObjectMeta: meta.ObjectMeta{Name: name, Labels: map[string]string{
			core.LabelHostname:               name,
			core.LabelOSStable:               "linux",
			core.LabelArchStable:             "amd64",
			core.LabelTopologyRegion:         "local",
			core.LabelTopologyZone:           fmt.Sprintf("local-%c", 'a'+i%3),
			core.LabelInstanceTypeStable:     "fake",
			"node-role.kubernetes.io/worker": "",
		}, Annotations: map[string]string{hasKubelet: "true"}},
		Spec: core.NodeSpec{PodCIDR: podNetwork, PodCIDRs: []string{podNetwork}},
		Status: core.NodeStatus{
			Capacity:    room,
			Allocatable: room,
			Addresses: []core.NodeAddress{
				{Type: core.NodeInternalIP, Address: "127.0.0.1"},
				{Type: core.NodeHostName, Address: name},
			},
			DaemonEndpoints: core.NodeDaemonEndpoints{
				KubeletEndpoint: core.DaemonEndpoint{Port: int32(kubeletPort)},
			},
			NodeInfo: core.NodeSystemInfo{
				KubeletVersion: "v1.36.3", ContainerRuntimeVersion: "containerd://2.1.0",
				OSImage: "Fake Linux", KernelVersion: "6.12.0", OperatingSystem: "linux", Architecture: "amd64",
				MachineID: name, SystemUUID: name, BootID: name,
			},
		},
	}
}

// moveKubelet tells a node of an earlier run where its kubelet answers now.
func (p *controlPlane) moveKubelet(ctx context.Context, node *core.Node) error {
	found, err := p.client.CoreV1().Nodes().Get(ctx, node.Name, meta.GetOptions{})
	if err != nil {
		return err
	}
	found.Status.DaemonEndpoints = node.Status.DaemonEndpoints
	_, err = p.client.CoreV1().Nodes().UpdateStatus(ctx, found, meta.UpdateOptions{})
	return err
}

// awaitNodes waits until every node takes pods and pods can be created: that
// needs the namespace's service account.
func (p *controlPlane) awaitNodes(ctx context.Context) error {
	return await(ctx, func() bool {
		if _, err := p.client.CoreV1().ServiceAccounts("default").Get(ctx, "default", meta.GetOptions{}); err != nil {
			return false
		}
		nodes, err := p.client.CoreV1().Nodes().List(ctx, meta.ListOptions{})
		ready := 0
		for _, node := range nodes.Items {
			if isReady(node) && len(node.Spec.Taints) == 0 {
				ready++
			}
		}
		return err == nil && ready >= p.nodes
	})
}

func isReady(node core.Node) bool {
	for _, condition := range node.Status.Conditions {
		if condition.Type == core.NodeReady {
			return condition.Status == core.ConditionTrue
		}
	}
	return false
}
