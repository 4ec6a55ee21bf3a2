//go:build linux

package processes

import (
	"os/exec"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
	"sluice.dev/testcluster/network"
)

// start runs the command in a pod's network. A process that is to end with us
// ends with the thread that started it: this one lives as long as we do.
func start(command *exec.Cmd, place *network.Pod) error {
	starting.Do(func() { go startForEver() })
	answer := make(chan error)
	starts <- request{command, place, answer}
	return <-answer
}

type request struct {
	command *exec.Cmd
	place   *network.Pod
	answer  chan error
}

var (
	starting sync.Once
	starts   = make(chan request)
)

func startForEver() {
	runtime.LockOSThread()
	home, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		panic(err)
	}
	for each := range starts {
		err := each.place.Enter()
		if err == nil {
			err = each.command.Start()
		}
		if back := unix.Setns(home, unix.CLONE_NEWNET); back != nil {
			panic(back)
		}
		each.answer <- err
	}
}
