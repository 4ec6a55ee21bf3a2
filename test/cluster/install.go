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

	"golang.org/x/sync/errgroup"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

var asManager = meta.ApplyOptions{FieldManager: "testcluster", Force: true}

var definitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

// installResources applies the chosen definitions and returns once all of them
// are served.
func (p *controlPlane) installResources(ctx context.Context) error {
	var sets errgroup.Group
	for _, set := range p.resources {
		sets.Go(func() error {
			if err := p.installSet(ctx, set); err != nil {
				return fmt.Errorf("the custom resources of %s cannot be installed: %w", set.name, err)
			}
			return nil
		})
	}
	if err := sets.Wait(); err != nil {
		return err
	}
	return p.grantCustomResources(ctx, p.groups())
}

func (p *controlPlane) installSet(ctx context.Context, set resourceSet) error {
	files, err := set.files(ctx)
	if err != nil {
		return err
	}
	added, err := additionsIn(set.additions)
	if err != nil {
		return err
	}
	return fs.WalkDir(files, set.path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isManifest(entry.Name()) {
			return err
		}
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		if err := p.applyManifest(ctx, content, added); err != nil {
			return fmt.Errorf("%s: %w", entry.Name(), err)
		}
		return nil
	})
}

// isManifest leaves out kustomization.yaml, which is for kustomize alone.
func isManifest(name string) bool {
	extension := filepath.Ext(name)
	return (extension == ".yaml" || extension == ".yml") && strings.TrimSuffix(name, extension) != "kustomization"
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

// applyManifest applies every object of a YAML text, with what is added to it.
func (p *controlPlane) applyManifest(ctx context.Context, content []byte, added additions) error {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(content), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if len(object.Object) == 0 {
			continue
		}
		if err := added.addTo(object); err != nil {
			return err
		}
		if err := p.apply(ctx, object); err != nil {
			return err
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
	if _, err := p.dynamic.Resource(resource).Apply(ctx, object.GetName(), object, asManager); err != nil {
		return err
	}
	if resource != definitions {
		return nil
	}
	return await(ctx, func() bool { return p.isServed(object) })
}

// isServed looks for every version that is to be served of a definition. It
// does not ask for the definition: that can be half a megabyte.
func (p *controlPlane) isServed(definition *unstructured.Unstructured) bool {
	group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
	plural, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "plural")
	versions, _, _ := unstructured.NestedSlice(definition.Object, "spec", "versions")
	return !slices.ContainsFunc(versions, func(version any) bool {
		fields := version.(map[string]any)
		return fields["served"] == true && !p.isListed(plural, fmt.Sprintf("%s/%s", group, fields["name"]))
	})
}

func (p *controlPlane) isListed(plural, version string) bool {
	list, err := p.client.Discovery().ServerResourcesForGroupVersion(version)
	return err == nil && slices.ContainsFunc(list.APIResources, func(resource meta.APIResource) bool {
		return resource.Name == plural
	})
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
