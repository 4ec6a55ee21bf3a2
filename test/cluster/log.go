package main

import (
	"bytes"
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"

	"k8s.io/klog/v2"
)

const logName = "control-plane.log"

// openLog sends what the components say to a file: standard error is for what
// a person starting a cluster wants to know.
func (p *controlPlane) openLog(context.Context) error {
	file, err := os.OpenFile(p.path(logName), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	flags.Set("logtostderr", "false")
	flags.Set("stderrthreshold", "FATAL")
	klog.SetOutput(file)
	log.SetOutput(file)
	return nil
}

func lastLogLines(directory string) []byte {
	klog.Flush()
	text, _ := os.ReadFile(filepath.Join(directory, logName))
	lines := bytes.SplitAfter(text, []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-15):], nil)
}
