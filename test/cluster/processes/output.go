//go:build linux

package processes

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// output is where a container's words go: to its log, in the form in which
// container runtimes keep it, and to whoever is attached.
type output struct {
	path string

	mutex     sync.Mutex
	file      *os.File
	listeners map[*listener]bool
}

// listener is somebody attached to the container.
type listener struct{ stdout, stderr io.Writer }

const longestLine = 16 << 10

func openOutput(path string) (*output, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	return &output{path: path, file: file, listeners: map[*listener]bool{}}, err
}

// take copies one of the container's streams until it ends.
func (o *output) take(stream string, from io.Reader) {
	reader := bufio.NewReaderSize(from, longestLine)
	for {
		line, err := reader.ReadSlice('\n')
		if len(line) > 0 {
			o.write(stream, line)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

func (o *output) write(stream string, line []byte) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for each := range o.listeners {
		if stream == "stderr" && each.stderr != nil {
			each.stderr.Write(line)
		} else if stream == "stdout" && each.stdout != nil {
			each.stdout.Write(line)
		}
	}
	tag, end := "F", ""
	if line[len(line)-1] != '\n' {
		tag, end = "P", "\n"
	}
	fmt.Fprintf(o.file, "%s %s %s %s%s", time.Now().UTC().Format(time.RFC3339Nano), stream, tag, line, end)
}

func (o *output) listen(l *listener) (leave func()) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.listeners[l] = true
	return func() {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		delete(o.listeners, l)
	}
}

func (o *output) close() { o.file.Close() }
