package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	crd "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

var asManager = meta.ApplyOptions{FieldManager: "testcluster", Force: true}

var definitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// installResources applies the chosen definitions and waits until all of them
// are served.
func (p *controlPlane) installResources(ctx context.Context) error {
	for _, set := range p.resources {
		if err := p.installSet(ctx, set); err != nil {
			return fmt.Errorf("the custom resources of %s cannot be installed: %w", set.name, err)
		}
	}
	if err := await(ctx, func() bool { return p.areServed(ctx) }); err != nil {
		return err
	}
	return p.grantCustomResources(ctx, p.groups())
}

func (p *controlPlane) installSet(ctx context.Context, set resourceSet) error {
	directory, err := moduleDirectory(ctx, set.module)
	if err != nil {
		return err
	}
	return filepath.WalkDir(filepath.Join(directory, set.path), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isManifest(entry.Name()) {
			return err
		}
		return p.applyFile(ctx, file)
	})
}

// isManifest leaves out kustomization.yaml, which is for kustomize alone.
func isManifest(name string) bool {
	extension := filepath.Ext(name)
	return (extension == ".yaml" || extension == ".yml") && !strings.HasPrefix(name, "kustomiz")
}

// moduleDirectory downloads a module, unless Go has it already.
func moduleDirectory(ctx context.Context, module string) (string, error) {
	command := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	// Outside of any module: inside one, Go would want it among its requirements.
	command.Dir = os.TempDir()
	output, err := command.Output()
	var answer struct{ Dir, Error string }
	if json.Unmarshal(output, &answer) == nil && answer.Error != "" {
		return "", fmt.Errorf("Go cannot download %s: %s", module, answer.Error)
	}
	if err != nil {
		return "", fmt.Errorf("Go cannot download %s: %w", module, err)
	}
	return answer.Dir, nil
}

func (p *controlPlane) applyFile(ctx context.Context, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(content), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		if len(object.Object) == 0 {
			continue
		}
		if err := p.apply(ctx, object); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
}

func (p *controlPlane) apply(ctx context.Context, object *unstructured.Unstructured) error {
	if object.GetAPIVersion() == "apiextensions.k8s.io/v1beta1" {
		var err error
		if object, err = modernise(object); err != nil {
			return err
		}
	}
	unstructured.RemoveNestedField(object.Object, "status")
	resource, _ := apimeta.UnsafeGuessKindToResource(object.GroupVersionKind())
	_, err := p.dynamic.Resource(resource).Apply(ctx, object.GetName(), object, asManager)
	return err
}

func (p *controlPlane) areServed(ctx context.Context) bool {
	list, err := p.dynamic.Resource(definitions).List(ctx, meta.ListOptions{})
	return err == nil && !slices.ContainsFunc(list.Items, func(definition unstructured.Unstructured) bool {
		conditions, _, _ := unstructured.NestedSlice(definition.Object, "status", "conditions")
		return !slices.ContainsFunc(conditions, isEstablished)
	})
}

func isEstablished(condition any) bool {
	fields, _ := condition.(map[string]any)
	return fields["type"] == string(crd.Established) && fields["status"] == "True"
}

// groups are the API groups of all custom resources there are.
func (p *controlPlane) groups() (groups []string) {
	list, err := p.dynamic.Resource(definitions).List(context.Background(), meta.ListOptions{})
	if err != nil {
		return nil
	}
	for _, definition := range list.Items {
		group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
		groups = append(groups, group)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
