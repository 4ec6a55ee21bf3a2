//go:build linux

package processes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
	criclient "k8s.io/cri-client/pkg"
	"k8s.io/cri-streaming/pkg/streaming"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

// serveStreams answers, on 127.0.0.1, what the kubelet leads here: exec, attach
// and port-forward. Whoever asks must know a word that is good for one use.
func (r *Runtime) serveStreams(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	config := streaming.DefaultConfig
	config.Addr = listener.Addr().String()
	if err := listener.Close(); err != nil {
		return err
	}
	if r.streams, err = streaming.NewServer(config, streamed{r}); err != nil {
		return err
	}
	go r.streams.Start(true)
	context.AfterFunc(ctx, func() { r.streams.Stop() })
	return nil
}

// Exec says where a command is run in a container.
func (r *Runtime) Exec(_ context.Context, asked *cri.ExecRequest) (*cri.ExecResponse, error) {
	return r.streams.GetExec(asked)
}

// Attach says where a container's streams are.
func (r *Runtime) Attach(_ context.Context, asked *cri.AttachRequest) (*cri.AttachResponse, error) {
	return r.streams.GetAttach(asked)
}

// PortForward says where a pod's ports are.
func (r *Runtime) PortForward(_ context.Context, asked *cri.PortForwardRequest) (*cri.PortForwardResponse, error) {
	return r.streams.GetPortForward(asked)
}

// ExecSync runs a command, as probes and hooks do.
func (r *Runtime) ExecSync(ctx context.Context, id string, words []string, timeout time.Duration) (stdout, stderr []byte, err error) {
	c, err := r.container(id)
	if err != nil {
		return nil, nil, err
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	var out, errors bytes.Buffer
	err = c.run(ctx, words, nil, &out, &errors)
	if ctx.Err() == context.DeadlineExceeded {
		err = fmt.Errorf("%w: %q timed out after %s", criclient.ErrCommandTimedOut, strings.Join(words, " "), timeout)
	}
	return out.Bytes(), errors.Bytes(), err
}

// run runs a command inside the container and returns when it has ended.
func (c *container) run(ctx context.Context, words []string, in io.Reader, out, errors io.Writer) error {
	command, err := c.command(ctx, words)
	if err != nil {
		return err
	}
	if in != nil {
		// Not given to the command as it is: its end would be waited for.
		pipe, err := command.StdinPipe()
		if err != nil {
			return err
		}
		go func() { io.Copy(pipe, in); pipe.Close() }()
	}
	command.Stdout, command.Stderr = out, errors
	return ended(command.Run())
}

func (c *container) runInTerminal(ctx context.Context, words []string, in io.Reader, out io.Writer, sizes <-chan remotecommand.TerminalSize) error {
	command, err := c.command(ctx, words)
	if err != nil {
		return err
	}
	command.Env = append(command.Env, "TERM=xterm")
	command.SysProcAttr = nil
	terminal, err := pty.Start(command)
	if err != nil {
		return err
	}
	defer terminal.Close()
	go resize(terminal, sizes)
	go io.Copy(terminal, in)
	io.Copy(out, terminal)
	return ended(command.Wait())
}

// command enters the namespaces of the container's first process.
func (c *container) command(ctx context.Context, words []string) (*exec.Cmd, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.process == nil || c.finished != 0 {
		return nil, errors.New("the container does not run")
	}
	if !c.has(words[0]) {
		return nil, fmt.Errorf("failed to exec in container: exec: %q: executable file not found in $PATH", words[0])
	}
	user, group, _ := c.user()
	command := exec.CommandContext(ctx, "nsenter", append([]string{
		"--target", strconv.Itoa(c.process.Pid), "--mount", "--uts", "--ipc", "--net", "--pid", "--root",
		"--setuid", strconv.Itoa(user), "--setgid", strconv.Itoa(group),
		"--wdns=" + c.workingDirectory(), "--",
	}, words...)...)
	command.Env = c.environment()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = time.Second
	return command, nil
}

// has says whether there is such a program in the container.
func (c *container) has(program string) bool {
	root := fmt.Sprintf("/proc/%d/root", c.process.Pid)
	if strings.Contains(program, "/") {
		_, err := os.Lstat(filepath.Join(root, program))
		return err == nil || !filepath.IsAbs(program)
	}
	for _, folder := range filepath.SplitList(c.variables()["PATH"]) {
		if _, err := os.Lstat(filepath.Join(root, folder, program)); err == nil {
			return true
		}
	}
	return false
}

// ended tells of an exit code in the way the kubelet knows.
func ended(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return utilexec.CodeExitError{Err: err, Code: int(exitCode(exit.ProcessState))}
	}
	return err
}

func resize(terminal *os.File, sizes <-chan remotecommand.TerminalSize) {
	for size := range sizes {
		pty.Setsize(terminal, &pty.Winsize{Rows: size.Height, Cols: size.Width})
	}
}
