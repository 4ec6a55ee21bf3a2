//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
)

// ownMounts tells the program, started again, that its mounts are its own.
const ownMounts = "TESTCLUSTER_OWN_MOUNTS"

// takeOwnMounts starts the program again in place of itself, where it may
// mount what pods need: those mounts go with it, however it ends. Where that
// is not possible it changes nothing.
func takeOwnMounts() {
	unshare, err := exec.LookPath("unshare")
	if err != nil || os.Geteuid() != 0 || os.Getenv(ownMounts) != "" {
		return
	}
	self, err := os.Executable()
	if err != nil || exec.Command(unshare, "--mount", "true").Run() != nil {
		return
	}
	arguments := slices.Concat([]string{"unshare", "--mount", "--propagation", "private", self}, os.Args[1:])
	syscall.Exec(unshare, arguments, append(os.Environ(), ownMounts+"=yes"))
}

// whyNoProcesses says in one sentence why containers cannot run as processes
// here; empty if they can.
func whyNoProcesses() string {
	if os.Geteuid() != 0 {
		return "Containers cannot run as processes: the control plane was not started by root."
	}
	for _, program := range []string{"ip", "nsenter", "unshare"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Sprintf("Containers cannot run as processes: the program %s is missing.", program)
		}
	}
	if os.Getenv(ownMounts) == "" {
		return "Containers cannot run as processes: this machine does not let a program have mounts of its own."
	}
	return ""
}
