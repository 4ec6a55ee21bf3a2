package main

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// resourceSet is where the custom resource definitions of one project are: in
// its Go module, so that fetching them needs nothing but Go, or among our own.
type resourceSet struct {
	name string
	// module is empty where no module of the project's has them: then they are
	// written by hand, as strict as the project's in what a split depends on.
	module string
	// path is a file or a folder of the module, or of our own.
	path string
	// rival is the set that defines the same resources in another way. "all"
	// means that one, unless this one is asked for by its name.
	rival string
	// additions is a file of our own with what a later version has beyond the
	// module's, empty where nothing needs it.
	additions string
}

var resourceSets = []resourceSet{
	{name: "gateway-api", module: gatewayAPI, path: "config/crd/standard"},
	{name: "gateway-api-experimental", module: gatewayAPI, path: "config/crd/experimental", rival: "gateway-api"},
	{name: "smi", module: "github.com/servicemeshinterface/smi-sdk-go@v0.5.0", path: "crds"},
	{name: "argo-rollouts-smi", module: argoRollouts, path: "test/e2e/crds/split.yaml", rival: "smi"},
	{name: "linkerd-smi", path: "definitions/linkerd-smi", rival: "smi"},
	{name: "istio", module: "istio.io/api@v1.31.1", path: "kubernetes/customresourcedefinitions.gen.yaml"},
	{name: "argo-rollouts", module: argoRollouts, path: "manifests/crds"},
	{name: "flagger", module: "github.com/fluxcd/flagger@v1.36.1", path: "artifacts/flagger/crd.yaml"},
	{name: "knative", module: "knative.dev/serving@v0.51.0", path: "config/core/300-resources"},
	{
		name:      "kserve",
		module:    "github.com/kserve/kserve@v0.17.0",
		path:      "config/crd/full/serving.kserve.io_inferenceservices.yaml",
		additions: "definitions/kserve/canaries.yaml",
	},
	{name: "traefik", module: "github.com/traefik/traefik/v3@v3.7.13", path: "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"},
	{name: "contour", module: "github.com/projectcontour/contour@v1.33.8", path: "examples/contour/01-crds.yaml"},
	{name: "openshift", path: "definitions/openshift"},
	{name: "linkerd", path: "definitions/linkerd"},
	{name: "f5", path: "definitions/f5"},
	{name: "seldon", path: "definitions/seldon"},
	{name: "kruise", path: "definitions/kruise"},
	{name: "keda", module: "github.com/kedacore/keda/v2@v2.21.0", path: "config/crd/bases"},
	{name: "fluxcd", path: "definitions/fluxcd"},
	{name: "argo-cd", path: "definitions/argo-cd"},
	{name: "spark-operator", path: "definitions/spark-operator"},
}

const (
	gatewayAPI   = "sigs.k8s.io/gateway-api@v1.6.3"
	argoRollouts = "github.com/argoproj/argo-rollouts@v1.10.1"
)

//go:embed definitions
var ownDefinitions embed.FS

// files are those in which the set's path is.
func (s resourceSet) files(ctx context.Context) (fs.FS, error) {
	if s.module == "" {
		return ownDefinitions, nil
	}
	directory, err := moduleDirectory(ctx, s.module)
	return os.DirFS(directory), err
}

func resourceSetNames() string {
	var names []string
	for _, set := range resourceSets {
		names = append(names, set.name)
	}
	return strings.Join(names, ", ")
}

// chooseResourceSets reads a list with commas. "all" in it adds every set that
// is not the rival of another one in the list.
func chooseResourceSets(names string) (chosen []resourceSet, err error) {
	asked := strings.FieldsFunc(names, func(r rune) bool { return r == ',' })
	for _, name := range asked {
		if name == "all" {
			continue
		}
		at := slices.IndexFunc(resourceSets, func(set resourceSet) bool { return set.name == name })
		if at < 0 {
			return nil, fmt.Errorf("there are no custom resources named %q; known are all, %s", name, resourceSetNames())
		}
		if by := definer(chosen, resourceSets[at]); by == nil {
			chosen = append(chosen, resourceSets[at])
		} else if by.name != name {
			return nil, fmt.Errorf("%s and %s define the same custom resources; choose one of them", by.name, name)
		}
	}
	for _, set := range resourceSets {
		if slices.Contains(asked, "all") && set.rival == "" && definer(chosen, set) == nil {
			chosen = append(chosen, set)
		}
	}
	return chosen, nil
}

// definer is the set among these that defines the same resources, if any.
func definer(sets []resourceSet, other resourceSet) *resourceSet {
	at := slices.IndexFunc(sets, func(set resourceSet) bool {
		return cmp.Or(set.rival, set.name) == cmp.Or(other.rival, other.name)
	})
	if at < 0 {
		return nil
	}
	return &sets[at]
}
