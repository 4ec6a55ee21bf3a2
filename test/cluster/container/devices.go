//go:build linux

package main

import (
	"os"

	"golang.org/x/sys/unix"
	"sluice.dev/testcluster/containerspec"
)

// makeDevices makes a /dev of a container's own, with the harmless devices.
func makeDevices() error {
	if err := unix.Mount("dev", "/dev", "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty", "pts"} {
		if err := bind(containerspec.Bind{Source: "/dev/" + name, Target: "/dev/" + name}); err != nil {
			return err
		}
	}
	if err := unix.Mknod("/dev/ptmx", unix.S_IFCHR|0o666, int(unix.Mkdev(5, 2))); err != nil {
		return err
	}
	if err := os.Chmod("/dev/ptmx", 0o666); err != nil {
		return err
	}
	for name, leadsTo := range map[string]string{"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"} {
		if err := os.Symlink("/proc/self/fd"+leadsTo, "/dev/"+name); err != nil {
			return err
		}
	}
	if err := os.Mkdir("/dev/shm", 0o1777); err != nil {
		return err
	}
	return unix.Mount("shm", "/dev/shm", "tmpfs", 0, "mode=1777")
}
