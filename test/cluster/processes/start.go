//go:build linux

package processes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/creack/pty"
	"sluice.dev/testcluster/containerspec"
)

// StartContainer returns once the container's command runs, or why it cannot.
func (r *Runtime) StartContainer(_ context.Context, id string) error {
	c, err := r.container(id)
	if err != nil {
		return err
	}
	err = r.begin(c)
	if err != nil {
		c.failed(err)
	}
	return err
}

func (r *Runtime) begin(c *container) error {
	file, err := r.writeSpec(c)
	if err != nil {
		return err
	}
	command := exec.Command(r.Program, file)
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC,
		Pdeathsig:  syscall.SIGKILL,
	}
	says, failure, err := os.Pipe()
	if err != nil {
		return err
	}
	defer says.Close()
	command.ExtraFiles = []*os.File{failure}
	streams, err := c.connect(command)
	if err != nil {
		return err
	}
	err = start(command, c.sandbox.place)
	failure.Close()
	streams.started()
	if err != nil {
		return err
	}
	if why, _ := io.ReadAll(says); len(why) > 0 {
		command.Wait()
		return fmt.Errorf("failed to start container: %s", why)
	}
	c.runs(command.Process)
	go c.await(command, streams)
	return nil
}

// streams are a container's ends of what it reads and writes.
type streams struct {
	theirs []*os.File
	copied chan struct{}
}

// connect leads what the command says to the container's output.
func (c *container) connect(command *exec.Cmd) (*streams, error) {
	if c.config.GetTty() {
		return c.connectTerminal(command)
	}
	s := &streams{copied: make(chan struct{}, 2)}
	for _, each := range []struct {
		name string
		to   *io.Writer
	}{{"stdout", &command.Stdout}, {"stderr", &command.Stderr}} {
		ours, theirs, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		*each.to = theirs
		s.theirs = append(s.theirs, theirs)
		go c.copy(each.name, ours, s)
	}
	if c.config.GetStdin() {
		theirs, ours, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		command.Stdin, c.input = theirs, ours
		s.theirs = append(s.theirs, theirs)
	}
	return s, nil
}

func (c *container) connectTerminal(command *exec.Cmd) (*streams, error) {
	ours, theirs, err := pty.Open()
	if err != nil {
		return nil, err
	}
	command.Stdin, command.Stdout, command.Stderr = theirs, theirs, theirs
	command.SysProcAttr.Setsid, command.SysProcAttr.Setctty = true, true
	c.terminal, c.input = ours, ours
	s := &streams{theirs: []*os.File{theirs}, copied: make(chan struct{}, 2)}
	s.copied <- struct{}{}
	go c.copy("stdout", ours, s)
	return s, nil
}

func (c *container) copy(name string, from *os.File, s *streams) {
	c.output.take(name, from)
	from.Close()
	s.copied <- struct{}{}
}

func (s *streams) started() {
	for _, each := range s.theirs {
		each.Close()
	}
}

func (c *container) runs(process *os.Process) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.isStarted, c.started, c.process = true, time.Now().UnixNano(), process
}

// await writes down how the container ended, once all it said is in its log.
func (c *container) await(command *exec.Cmd, s *streams) {
	command.Wait()
	for range cap(s.copied) {
		<-s.copied
	}
	c.output.close()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.finished, c.reason = time.Now().UnixNano(), "Completed"
	if c.exitCode = exitCode(command.ProcessState); c.exitCode != 0 {
		c.reason = "Error"
	}
	close(c.done)
}

// exitCode is the one a shell would give: 128 and the signal's number, if one
// ended it.
func exitCode(state *os.ProcessState) int32 {
	if status := state.Sys().(syscall.WaitStatus); status.Signaled() {
		return 128 + int32(status.Signal())
	}
	return int32(state.ExitCode())
}

// failed is a container whose command could not be started.
func (c *container) failed(err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	now := time.Now().UnixNano()
	c.isStarted, c.started, c.finished = true, now, now
	c.exitCode, c.reason, c.message = 128, "StartError", err.Error()
	c.output.close()
	close(c.done)
}

func (r *Runtime) writeSpec(c *container) (string, error) {
	scratch := r.path(c.id, "scratch")
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return "", err
	}
	arguments := c.arguments()
	if len(arguments) == 0 {
		return "", errors.New("no command specified")
	}
	user, group, groups := c.user()
	spec := containerspec.Spec{
		Scratch:          scratch,
		Layer:            c.layer,
		Hostname:         c.sandbox.config.GetHostname(),
		Directories:      append([]string{c.variables()["HOME"]}, c.image.Directories...),
		Binds:            r.binds(c),
		WorkingDirectory: c.workingDirectory(),
		Arguments:        arguments,
		Environment:      c.environment(),
		User:             user, Group: group, Groups: groups,
	}
	content, err := json.Marshal(spec)
	if err != nil {
		return "", err
	}
	file := r.path(c.id, "spec.json")
	return file, os.WriteFile(file, content, 0o600)
}

// arguments are those of the pod where it has some, else those of the image.
func (c *container) arguments() []string {
	switch {
	case len(c.config.GetCommand()) > 0:
		return slices.Concat(c.config.GetCommand(), c.config.GetArgs())
	case len(c.config.GetArgs()) > 0:
		return slices.Concat(c.image.Entrypoint, c.config.GetArgs())
	}
	return slices.Concat(c.image.Entrypoint, c.image.Command)
}

func (c *container) workingDirectory() string {
	switch {
	case c.config.GetWorkingDir() != "":
		return c.config.GetWorkingDir()
	case c.image.WorkingDirectory != "":
		return c.image.WorkingDirectory
	}
	return "/"
}

func (c *container) variables() map[string]string {
	variables := map[string]string{"PATH": c.image.path(), "HOME": "/root", "HOSTNAME": c.sandbox.config.GetHostname()}
	if c.config.GetTty() {
		variables["TERM"] = "xterm"
	}
	maps.Copy(variables, c.image.Variables)
	for _, each := range c.config.GetEnvs() {
		variables[each.GetKey()] = string(each.GetValue())
	}
	return variables
}

func (c *container) environment() (list []string) {
	for key, value := range c.variables() {
		list = append(list, key+"="+value)
	}
	slices.Sort(list)
	return list
}

func (c *container) user() (user, group int, groups []int) {
	security := c.config.GetLinux().GetSecurityContext()
	for _, each := range security.GetSupplementalGroups() {
		groups = append(groups, int(each))
	}
	return int(security.GetRunAsUser().GetValue()), int(security.GetRunAsGroup().GetValue()), groups
}

func (r *Runtime) binds(c *container) []containerspec.Bind {
	binds := []containerspec.Bind{
		{Source: r.path(c.sandbox.id, "resolv.conf"), Target: "/etc/resolv.conf"},
		{Source: r.path(c.sandbox.id, "hostname"), Target: "/etc/hostname"},
	}
	for target, source := range c.image.Binds {
		binds = append(binds, containerspec.Bind{Source: source, Target: target, ReadOnly: true})
	}
	for _, mount := range c.config.GetMounts() {
		target := filepath.Clean(mount.GetContainerPath())
		binds = append(binds, containerspec.Bind{Source: mount.GetHostPath(), Target: target, ReadOnly: mount.GetReadonly()})
	}
	return binds
}
