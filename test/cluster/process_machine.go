//go:build linux

package main

import (
	"context"
	"os"
	"strings"

	cadvisor "github.com/google/cadvisor/info/v1"
	cadvisorv2 "github.com/google/cadvisor/info/v2"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
)

// fakeMachine is what the kubelets believe to be on: fake nodes measure nothing.
type fakeMachine struct{}

const room = 256 << 30

func (fakeMachine) Start() error { return nil }

func (fakeMachine) ContainerInfoV2(string, cadvisorv2.RequestOptions) (map[string]cadvisorv2.ContainerInfo, error) {
	return map[string]cadvisorv2.ContainerInfo{}, nil
}

func (fakeMachine) GetRequestedContainersInfo(string, cadvisorv2.RequestOptions) (map[string]*cadvisor.ContainerInfo, error) {
	return map[string]*cadvisor.ContainerInfo{}, nil
}

func (fakeMachine) MachineInfo() (*cadvisor.MachineInfo, error) {
	return &cadvisor.MachineInfo{NumCores: 64, MemoryCapacity: room}, nil
}

func (fakeMachine) VersionInfo() (*cadvisor.VersionInfo, error) {
	return &cadvisor.VersionInfo{KernelVersion: "6.12.0", ContainerOsVersion: "Fake Linux"}, nil
}

func (fakeMachine) ImagesFsInfo(context.Context) (cadvisorv2.FsInfo, error)    { return disk(), nil }
func (fakeMachine) RootFsInfo() (cadvisorv2.FsInfo, error)                     { return disk(), nil }
func (fakeMachine) ContainerFsInfo(context.Context) (cadvisorv2.FsInfo, error) { return disk(), nil }
func (fakeMachine) GetDirFsInfo(string) (cadvisorv2.FsInfo, error)             { return disk(), nil }

func disk() cadvisorv2.FsInfo {
	inodes := uint64(1 << 20)
	return cadvisorv2.FsInfo{Capacity: room, Available: room, Inodes: &inodes, InodesFree: &inodes}
}

// ownFiles keeps the kubelets from the machine's own folder of logs.
type ownFiles struct{ kubecontainer.RealOS }

const machineLogs = "/var/log/containers"

func (f ownFiles) MkdirAll(path string, mode os.FileMode) error {
	if strings.HasPrefix(path, machineLogs) {
		return nil
	}
	return f.RealOS.MkdirAll(path, mode)
}

func (f ownFiles) Symlink(target, link string) error {
	if strings.HasPrefix(link, machineLogs) {
		return nil
	}
	return f.RealOS.Symlink(target, link)
}

func (f ownFiles) Glob(pattern string) ([]string, error) {
	if strings.HasPrefix(pattern, machineLogs) {
		return nil, nil
	}
	return f.RealOS.Glob(pattern)
}
