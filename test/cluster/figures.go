package main

import (
	"fmt"
	"hash/fnv"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/metrics/pkg/apis/metrics/v1beta1"
)

func ofNode(node *core.Node) v1beta1.NodeMetrics {
	return v1beta1.NodeMetrics{
		TypeMeta:   kind(v1beta1.SchemeGroupVersion.String(), "NodeMetrics"),
		ObjectMeta: meta.ObjectMeta{Name: node.Name, Labels: node.Labels, CreationTimestamp: meta.Now()},
		Timestamp:  meta.Now(), Window: meta.Duration{Duration: 15 * time.Second},
		Usage: figures(node.Name, 60),
	}
}

func ofPod(pod *core.Pod) v1beta1.PodMetrics {
	measured := v1beta1.PodMetrics{
		TypeMeta:   kind(v1beta1.SchemeGroupVersion.String(), "PodMetrics"),
		ObjectMeta: meta.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, Labels: pod.Labels, CreationTimestamp: meta.Now()},
		Timestamp:  meta.Now(), Window: meta.Duration{Duration: 15 * time.Second},
	}
	for _, container := range pod.Spec.Containers {
		key := pod.Namespace + "/" + pod.Name + "/" + container.Name
		measured.Containers = append(measured.Containers, v1beta1.ContainerMetrics{Name: container.Name, Usage: figures(key, 1)})
	}
	return measured
}

func figures(key string, scale uint32) core.ResourceList {
	return core.ResourceList{
		core.ResourceCPU:    resource.MustParse(fmt.Sprintf("%dm", figure(key+"/cpu", 1, 200)*scale)),
		core.ResourceMemory: resource.MustParse(fmt.Sprintf("%dMi", figure(key+"/memory", 16, 512)*scale)),
	}
}

// figure is between least and most, plus up to a fifth that changes every 15
// seconds.
func figure(key string, least, most uint32) uint32 {
	sum := fnv.New32a()
	fmt.Fprint(sum, key)
	steady := least + sum.Sum32()%(most-least)
	fmt.Fprint(sum, time.Now().Unix()/15)
	return steady + steady*(sum.Sum32()%20)/100
}
