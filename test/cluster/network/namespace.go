//go:build linux

// Package network gives pods addresses of their own that this machine reaches
// and nobody else does, and gives Services addresses and names that pods reach.
package network

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Namespace is a network namespace that lives as long as the file is open or a
// process is in it.
type Namespace struct{ file *os.File }

func newNamespace() (*Namespace, error) {
	var made *Namespace
	err := onOwnThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return err
		}
		file, err := os.Open(fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid()))
		made = &Namespace{file}
		return err
	})
	return made, err
}

// Do calls the function where sockets and processes it makes belong to the
// namespace. The function must not wait for goroutines that make some.
func (n *Namespace) Do(act func() error) error {
	return onOwnThread(func() error {
		if err := n.Enter(); err != nil {
			return err
		}
		return act()
	})
}

// Enter moves the calling thread, which must be locked to its goroutine.
func (n *Namespace) Enter() error {
	return unix.Setns(int(n.file.Fd()), unix.CLONE_NEWNET)
}

// Close gives the namespace up.
func (n *Namespace) Close() error { return n.file.Close() }

// path names the namespace to other programs.
func (n *Namespace) path() string {
	return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), n.file.Fd())
}

// ip runs commands of ip(8) in the namespace.
func (n *Namespace) ip(commands ...string) error {
	return n.Do(func() error { return ip(commands...) })
}

func ip(commands ...string) error {
	command := exec.Command("ip", "-batch", "-")
	command.Stdin = strings.NewReader(strings.Join(commands, "\n") + "\n")
	if says, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("ip: %w: %s", err, strings.TrimSpace(string(says)))
	}
	return nil
}

// onOwnThread calls the function on a thread that is thrown away afterwards,
// because it may be in another namespace by then.
func onOwnThread(act func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- act()
	}()
	return <-done
}
