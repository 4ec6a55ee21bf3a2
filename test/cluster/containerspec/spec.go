// Package containerspec is what the runtime tells the program that becomes a
// container's first process.
package containerspec

// Spec is read from a file whose name is the program's only argument.
type Spec struct {
	// Scratch is an empty directory; what the container writes is kept in memory
	// that is mounted there, and goes with the container.
	Scratch string `json:"scratch"`
	// Layer is a directory whose files the image adds to the machine's; may be empty.
	Layer    string `json:"layer"`
	Hostname string `json:"hostname"`
	// Directories are made before the container starts, if they are not there.
	Directories      []string `json:"directories"`
	Binds            []Bind   `json:"binds"`
	WorkingDirectory string   `json:"workingDirectory"`
	Arguments        []string `json:"arguments"`
	Environment      []string `json:"environment"`
	User             int      `json:"user"`
	Group            int      `json:"group"`
	Groups           []int    `json:"groups"`
}

// Bind shows a file or directory of the machine at a path of the container.
type Bind struct {
	Source   string `json:"source"`
	Target   string `json:"target"`
	ReadOnly bool   `json:"readOnly"`
}

// FailurePipe is the file descriptor on which the program says why it could not
// become the container's command; it is closed when it has.
const FailurePipe = 3
