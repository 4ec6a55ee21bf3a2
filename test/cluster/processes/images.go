//go:build linux

package processes

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// Image is what stands on this machine for an image of a registry. In its texts
// $ENVIRONMENT is the folder of its Python environment.
type Image struct {
	// Environment is the name of a Python virtual environment; tests make it.
	Environment string `json:"environment"`
	// Layer names a folder of images/ whose files the image adds to the machine's.
	Layer      string            `json:"layer"`
	Variables  map[string]string `json:"variables"`
	Entrypoint []string          `json:"entrypoint"`
	Command    []string          `json:"command"`
	// Binds are paths of the container and what of the machine is there.
	Binds            map[string]string `json:"binds"`
	WorkingDirectory string            `json:"workingDirectory"`
	// Directories are there when a container starts.
	Directories []string `json:"directories"`
}

// Images are those that are known. It implements what a kubelet asks of an
// image service: an image is "pulled" if it is known and its environment there.
type Images struct {
	known        map[string]Image
	environments string
	layers       string

	mutex  sync.Mutex
	pulled map[string]bool
}

// ReadImages reads the table; environments is the folder of virtual environments.
func ReadImages(table []byte, layers, environments string) (*Images, error) {
	images := &Images{environments: environments, layers: layers, pulled: map[string]bool{}}
	return images, json.Unmarshal(table, &images.known)
}

// find returns the image with its texts complete, or why there is none.
func (i *Images) find(reference string) (Image, error) {
	repository := repositoryOf(reference)
	image, ok := i.known[repository]
	if !ok {
		return image, status.Errorf(codes.NotFound, "failed to pull and unpack image %q: %s is not one of the images that this machine has something to run for", reference, repository)
	}
	if image.Environment == "" {
		return image, nil
	}
	folder := filepath.Join(i.environments, image.Environment)
	if _, err := os.Stat(filepath.Join(folder, "bin", "python")); err != nil {
		return image, status.Errorf(codes.NotFound, "failed to pull and unpack image %q: the Python environment %s has not been made on this machine", reference, image.Environment)
	}
	return image.in(folder), nil
}

func (i Image) in(folder string) Image {
	expand := func(text string) string { return strings.ReplaceAll(text, "$ENVIRONMENT", folder) }
	variables, binds := map[string]string{"VIRTUAL_ENV": folder}, map[string]string{folder: folder}
	for key, value := range i.Variables {
		variables[key] = expand(value)
	}
	for target, source := range i.Binds {
		binds[target] = expand(source)
	}
	i.Variables, i.Binds, i.Environment = variables, binds, folder
	return i
}

// path is where the image's programs are looked for.
func (i Image) path() string {
	var folders []string
	if i.Environment != "" {
		folders = append(folders, filepath.Join(i.Environment, "bin"))
	}
	folders = append(folders, "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
	for _, program := range []string{"python3", "java"} {
		if found, err := exec.LookPath(program); err == nil && !isIn(folders, program) {
			folders = append(folders, filepath.Dir(found))
		}
	}
	return strings.Join(folders, ":")
}

func isIn(folders []string, program string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		_, err := os.Stat(filepath.Join(folder, program))
		return err == nil
	})
}

// repositoryOf leaves out tag, digest and the registry that needs no name.
func repositoryOf(reference string) string {
	repository, _, _ := strings.Cut(reference, "@")
	if colon := strings.LastIndex(repository, ":"); colon > strings.LastIndex(repository, "/") {
		repository = repository[:colon]
	}
	return strings.TrimPrefix(strings.TrimPrefix(repository, "docker.io/"), "library/")
}

// ImageStatus knows the images that were pulled.
func (i *Images) ImageStatus(_ context.Context, image *cri.ImageSpec, _ bool) (*cri.ImageStatusResponse, error) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if !i.pulled[image.GetImage()] {
		return &cri.ImageStatusResponse{}, nil
	}
	return &cri.ImageStatusResponse{Image: described(image.GetImage())}, nil
}

// PullImage fails for images that nothing stands for.
func (i *Images) PullImage(_ context.Context, image *cri.ImageSpec, _ *cri.AuthConfig, _ *cri.PodSandboxConfig) (string, error) {
	if _, err := i.find(image.GetImage()); err != nil {
		return "", err
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.pulled[image.GetImage()] = true
	return image.GetImage(), nil
}

// ListImages lists those that were pulled.
func (i *Images) ListImages(context.Context, *cri.ImageFilter) (list []*cri.Image, _ error) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	for reference := range i.pulled {
		list = append(list, described(reference))
	}
	return list, nil
}

func described(reference string) *cri.Image {
	return &cri.Image{
		Id:       reference,
		RepoTags: []string{reference},
		Size:     1,
		Uid:      &cri.Int64Value{},
		Spec:     &cri.ImageSpec{Image: reference},
	}
}

// RemoveImage forgets that the image was pulled.
func (i *Images) RemoveImage(_ context.Context, image *cri.ImageSpec) error {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	delete(i.pulled, image.GetImage())
	return nil
}

// ImageFsInfo says that images take no room.
func (i *Images) ImageFsInfo(context.Context) (*cri.ImageFsInfoResponse, error) {
	usage := []*cri.FilesystemUsage{{
		FsId:       &cri.FilesystemIdentifier{Mountpoint: "/"},
		UsedBytes:  &cri.UInt64Value{},
		InodesUsed: &cri.UInt64Value{},
	}}
	return &cri.ImageFsInfoResponse{ImageFilesystems: usage, ContainerFilesystems: usage}, nil
}

// Close has nothing to close.
func (i *Images) Close(context.Context) error { return nil }

func (i *Images) layer(image Image) (string, error) {
	if image.Layer == "" {
		return "", nil
	}
	folder := filepath.Join(i.layers, image.Layer)
	if _, err := os.Stat(folder); err != nil {
		return "", fmt.Errorf("the files of the image are missing: %w", err)
	}
	return folder, nil
}
