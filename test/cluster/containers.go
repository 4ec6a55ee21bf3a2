package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	kwokserver "sigs.k8s.io/kwok/pkg/kwok/server"
)

// containers says what is behind every container: one log that grows, the
// host's own commands for exec, and a small web server for port-forward.
func (p *controlPlane) containers(ctx context.Context) (kwokserver.Config, error) {
	log, previous := p.path("container.log"), p.path("previous.log")
	if err := os.WriteFile(previous, []byte(logLine("the last line of the container before this one")), 0o600); err != nil {
		return kwokserver.Config{}, err
	}
	if err := growLog(ctx, log); err != nil {
		return kwokserver.Config{}, err
	}
	port, err := serveHello(ctx)
	if err != nil {
		return kwokserver.Config{}, err
	}
	every := meta.ObjectMeta{Name: "every-container"}
	return kwokserver.Config{
		ClusterLogs: []*internalversion.ClusterLogs{{ObjectMeta: every, Spec: internalversion.ClusterLogsSpec{
			Logs: []internalversion.Log{{LogsFile: log, PreviousLogsFile: previous, Follow: true}},
		}}},
		ClusterAttaches: []*internalversion.ClusterAttach{{ObjectMeta: every, Spec: internalversion.ClusterAttachSpec{
			Attaches: []internalversion.AttachConfig{{LogsFile: log}},
		}}},
		ClusterExecs: []*internalversion.ClusterExec{{ObjectMeta: every, Spec: internalversion.ClusterExecSpec{
			Execs: []internalversion.ExecTarget{{Local: &internalversion.ExecTargetLocal{WorkDir: p.directory}}},
		}}},
		ClusterPortForwards: []*internalversion.ClusterPortForward{{ObjectMeta: every, Spec: internalversion.ClusterPortForwardSpec{
			Forwards: []internalversion.Forward{{Target: &internalversion.ForwardTarget{Address: "127.0.0.1", Port: int32(port)}}},
		}}},
	}, nil
}

// logLine has the form in which a container runtime keeps logs.
func logLine(text string) string {
	return fmt.Sprintf("%s stdout F %s\n", time.Now().UTC().Format(time.RFC3339Nano), text)
}

// growLog adds a line a second, so that following a log has something to show.
func growLog(ctx context.Context, name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	go func() {
		defer file.Close()
		for line := 1; ctx.Err() == nil; line++ {
			file.WriteString(logLine(fmt.Sprintf("line %d of a simulated container", line)))
			time.Sleep(time.Second)
		}
	}()
	return nil
}

func serveHello(ctx context.Context) (port int, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := &http.Server{Handler: http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, "hello from a simulated container")
	})}
	go server.Serve(listener)
	context.AfterFunc(ctx, func() { server.Close() })
	return listener.Addr().(*net.TCPAddr).Port, nil
}
