//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// provisioner is what the volumes of claims say made them.
const provisioner = "testcluster/claims"

// claims gives a directory to each claim that asks for no class, where pods
// run as processes. It stays until the claim goes.
type claims struct {
	plane      *controlPlane
	claims     corelisters.PersistentVolumeClaimLister
	volumes    corelisters.PersistentVolumeLister
	namespaces corelisters.NamespaceLister
	wake       chan struct{}
}

func (p *controlPlane) provideClaims(ctx context.Context, factory informers.SharedInformerFactory) {
	core := factory.Core().V1()
	c := &claims{p, core.PersistentVolumeClaims().Lister(), core.PersistentVolumes().Lister(), core.Namespaces().Lister(), make(chan struct{}, 1)}
	changed := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { c.note() },
		UpdateFunc: func(any, any) { c.note() },
		DeleteFunc: func(any) { c.note() },
	}
	core.PersistentVolumeClaims().Informer().AddEventHandler(changed)
	core.PersistentVolumes().Informer().AddEventHandler(changed)
	core.Namespaces().Informer()
	go c.run(ctx)
}

func (c *claims) note() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *claims) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		if err := c.provide(ctx); err != nil && ctx.Err() == nil {
			klog.ErrorS(err, "A claim could not be given a directory")
			time.AfterFunc(time.Second, c.note)
		}
		if err := c.reclaim(ctx); err != nil && ctx.Err() == nil {
			klog.ErrorS(err, "A directory could not be taken back")
			time.AfterFunc(time.Second, c.note)
		}
	}
}

func (c *claims) provide(ctx context.Context) error {
	list, err := c.claims.List(labels.Everything())
	if err != nil {
		return err
	}
	for _, claim := range list {
		if !c.isOurs(claim) {
			continue
		}
		volume := c.volumeFor(claim)
		if _, err := c.volumes.Get(volume.Name); err == nil {
			continue
		}
		if err := os.MkdirAll(volume.Spec.Local.Path, 0o777); err != nil {
			return err
		}
		// What the mask took from it: a container may have any user.
		if err := os.Chmod(volume.Spec.Local.Path, 0o777); err != nil {
			return err
		}
		if _, err := c.plane.client.CoreV1().PersistentVolumes().Create(ctx, volume, meta.CreateOptions{}); ignoreExisting(err) != nil {
			return err
		}
	}
	return nil
}

func (c *claims) isOurs(claim *core.PersistentVolumeClaim) bool {
	if claim.Status.Phase == core.ClaimBound || claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil ||
		(claim.Spec.StorageClassName != nil && *claim.Spec.StorageClassName != "") {
		return false
	}
	namespace, err := c.namespaces.Get(claim.Namespace)
	return claim.Annotations[runs] == asProcesses || (err == nil && namespace.Annotations[runs] == asProcesses)
}

func (c *claims) volumeFor(claim *core.PersistentVolumeClaim) *core.PersistentVolume {
	name := "claim-" + string(claim.UID)
	everyNode := core.NodeSelectorRequirement{Key: core.LabelOSStable, Operator: core.NodeSelectorOpIn, Values: []string{"linux"}}
	size := claim.Spec.Resources.Requests[core.ResourceStorage]
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: name, Annotations: map[string]string{"pv.kubernetes.io/provisioned-by": provisioner}},
		Spec: core.PersistentVolumeSpec{
			Capacity:                      map[core.ResourceName]resource.Quantity{core.ResourceStorage: size},
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: core.PersistentVolumeReclaimRetain,
			ClaimRef: &core.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			PersistentVolumeSource: core.PersistentVolumeSource{
				Local: &core.LocalVolumeSource{Path: c.plane.path(filepath.Join("claims", name))},
			},
			NodeAffinity: &core.VolumeNodeAffinity{Required: &core.NodeSelector{NodeSelectorTerms: []core.NodeSelectorTerm{
				{MatchExpressions: []core.NodeSelectorRequirement{everyNode}},
			}}},
		},
	}
}

// reclaim removes the directories of claims that have gone.
func (c *claims) reclaim(ctx context.Context) error {
	list, err := c.volumes.List(labels.Everything())
	if err != nil {
		return err
	}
	for _, volume := range list {
		if volume.Annotations["pv.kubernetes.io/provisioned-by"] != provisioner || volume.Status.Phase != core.VolumeReleased {
			continue
		}
		if err := os.RemoveAll(volume.Spec.Local.Path); err != nil {
			return err
		}
		if err := c.plane.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, meta.DeleteOptions{}); err != nil {
			return err
		}
	}
	return nil
}
