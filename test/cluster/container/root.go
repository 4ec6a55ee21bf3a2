//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
	"sluice.dev/testcluster/containerspec"
)

// machine is where the machine's own file system is while the container's is made.
const machine = "/.machine"

// makeRoot gives the process a file system that begins as the machine's: what
// is written goes to memory. Every mount is this process' own and ends with it.
func makeRoot(spec containerspec.Spec) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("mounts could not be made private: %w", err)
	}
	for i, bind := range spec.Binds {
		source, err := filepath.EvalSymlinks(bind.Source)
		if err != nil {
			return err
		}
		spec.Binds[i].Source = source
	}
	root, err := overlayMachine(spec)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(root+machine, 0o700); err != nil {
		return err
	}
	if err := unix.PivotRoot(root, root+machine); err != nil {
		return fmt.Errorf("the root could not be changed: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if err := fill(spec); err != nil {
		return err
	}
	if err := unix.Unmount(machine, unix.MNT_DETACH); err != nil {
		return err
	}
	return os.Remove(machine)
}

func overlayMachine(spec containerspec.Spec) (string, error) {
	if err := unix.Mount("scratch", spec.Scratch, "tmpfs", 0, "mode=755"); err != nil {
		return "", fmt.Errorf("memory could not be mounted: %w", err)
	}
	upper, work, root := spec.Scratch+"/upper", spec.Scratch+"/work", spec.Scratch+"/root"
	for _, directory := range []string{upper, work, root} {
		if err := os.Mkdir(directory, 0o755); err != nil {
			return "", err
		}
	}
	if spec.Layer != "" {
		if err := os.CopyFS(upper, os.DirFS(spec.Layer)); err != nil {
			return "", err
		}
	}
	options := fmt.Sprintf("lowerdir=/,upperdir=%s,workdir=%s", upper, work)
	if err := unix.Mount("overlay", root, "overlay", 0, options); err != nil {
		return "", fmt.Errorf("the machine's file system could not be overlaid: %w", err)
	}
	return root, nil
}

// fill mounts what the machine's own files are not: processes, devices, an
// empty /tmp, and what the pod brings.
func fill(spec containerspec.Spec) error {
	for _, step := range []func() error{mountKernel, makeDevices} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, directory := range spec.Directories {
		if err := os.MkdirAll(directory, 0o755); err != nil {
			return err
		}
	}
	// Those further up first, or they would hide those below.
	slices.SortStableFunc(spec.Binds, func(a, b containerspec.Bind) int {
		return strings.Count(filepath.Clean(a.Target), "/") - strings.Count(filepath.Clean(b.Target), "/")
	})
	for _, each := range spec.Binds {
		if err := bind(each); err != nil {
			return fmt.Errorf("%s could not be mounted: %w", each.Target, err)
		}
	}
	return nil
}

func mountKernel() error {
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	if err := unix.Mount("tmp", "/tmp", "tmpfs", 0, "mode=1777"); err != nil {
		return err
	}
	return bind(containerspec.Bind{Source: "/sys", Target: "/sys", ReadOnly: true})
}

func bind(each containerspec.Bind) error {
	source := machine + each.Source
	if err := makeTarget(source, each.Target); err != nil {
		return err
	}
	if err := unix.Mount(source, each.Target, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	if !each.ReadOnly {
		return nil
	}
	return unix.Mount("", each.Target, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
}

// makeTarget makes an empty file or directory to mount on.
func makeTarget(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.MkdirAll(target, 0o755)
	}
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	// A link that leads nowhere in the container.
	os.Remove(target)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, nil, 0o644)
}
