//go:build linux

package processes

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"

	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// streamed is the part of the runtime that the server of streams calls.
type streamed struct{ *Runtime }

func (s streamed) Exec(ctx context.Context, id string, words []string, in io.Reader, out, errors io.WriteCloser, tty bool, sizes <-chan remotecommand.TerminalSize) error {
	c, err := s.container(id)
	if err != nil {
		return err
	}
	if tty {
		return c.runInTerminal(ctx, words, in, out, sizes)
	}
	return c.run(ctx, words, in, out, errors)
}

func (s streamed) Attach(ctx context.Context, id string, in io.Reader, out, errors io.WriteCloser, _ bool, sizes <-chan remotecommand.TerminalSize) error {
	c, err := s.container(id)
	if err != nil {
		return err
	}
	heard := &listener{}
	if out != nil {
		heard.stdout = out
	}
	if errors != nil {
		heard.stderr = errors
	}
	defer c.output.listen(heard)()
	if c.terminal != nil {
		go resize(c.terminal, sizes)
	}
	if in != nil && c.input != nil {
		go c.feed(in)
	}
	select {
	case <-c.done:
	case <-ctx.Done():
	}
	return nil
}

// feed hands on what is typed, and its end where the container wants to know.
func (c *container) feed(in io.Reader) {
	io.Copy(c.input, in)
	if c.config.GetStdinOnce() && c.terminal == nil {
		c.input.Close()
	}
}

// PortForward connects with a port of the pod's own loopback interface.
func (s streamed) PortForward(ctx context.Context, id string, port int32, stream io.ReadWriteCloser) error {
	defer stream.Close()
	box, err := s.sandbox(id)
	if err != nil {
		return err
	}
	connection, err := box.dial(ctx, int(port))
	if err != nil {
		return fmt.Errorf("failed to connect to port %d inside pod %s: %w", port, box, err)
	}
	defer connection.Close()
	go func() {
		io.Copy(connection, stream)
		connection.(*net.TCPConn).CloseWrite()
	}()
	// Whoever answers says when it is over.
	io.Copy(stream, connection)
	return nil
}

// dial tries the pod's loopback first: a server may listen there alone.
func (b *sandbox) dial(ctx context.Context, port int) (connection net.Conn, err error) {
	for _, host := range []string{"127.0.0.1", b.address} {
		err = b.place.Do(func() error {
			connection, err = (&net.Dialer{}).DialContext(ctx, "tcp4", net.JoinHostPort(host, strconv.Itoa(port)))
			return err
		})
		if err == nil {
			return connection, nil
		}
	}
	return nil, err
}
