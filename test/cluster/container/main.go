//go:build linux

// Command container becomes the first process of a container: started in
// namespaces of its own, it makes the container's file system and then is
// replaced by the container's command.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
	"sluice.dev/testcluster/containerspec"
)

func main() {
	failure := os.NewFile(containerspec.FailurePipe, "failure")
	unix.CloseOnExec(containerspec.FailurePipe)
	if err := become(os.Args[1]); err != nil {
		fmt.Fprint(failure, err)
		os.Exit(128)
	}
}

func become(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var spec containerspec.Spec
	if err := json.Unmarshal(content, &spec); err != nil {
		return err
	}
	if err := unix.Sethostname([]byte(spec.Hostname)); err != nil {
		return err
	}
	if err := makeRoot(spec); err != nil {
		return err
	}
	return replaceBy(spec)
}

// replaceBy returns only if the command cannot be started.
func replaceBy(spec containerspec.Spec) error {
	if err := os.MkdirAll(spec.WorkingDirectory, 0o755); err != nil {
		return err
	}
	if err := os.Chdir(spec.WorkingDirectory); err != nil {
		return err
	}
	os.Clearenv()
	for _, variable := range spec.Environment {
		putVariable(variable)
	}
	path, err := exec.LookPath(spec.Arguments[0])
	if err != nil {
		return fmt.Errorf("exec: %w", err)
	}
	if err := changeUser(spec); err != nil {
		return err
	}
	return fmt.Errorf("exec %s: %w", path, syscall.Exec(path, spec.Arguments, os.Environ()))
}

func putVariable(variable string) {
	for i := range variable {
		if variable[i] == '=' {
			os.Setenv(variable[:i], variable[i+1:])
			return
		}
	}
}

// changeUser also asks again to end with the runtime: the kernel forgets that
// when the user changes.
func changeUser(spec containerspec.Spec) error {
	if err := syscall.Setgroups(spec.Groups); err != nil {
		return err
	}
	if err := syscall.Setgid(spec.Group); err != nil {
		return err
	}
	if err := syscall.Setuid(spec.User); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0, 0, 0)
}
