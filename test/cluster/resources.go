package main

import (
	"fmt"
	"strings"
)

// resourceSet is where the custom resource definitions of one project are: in
// its Go module, so that fetching them needs nothing but Go.
type resourceSet struct {
	name, module string
	// path is a file or a folder of the module.
	path string
}

var resourceSets = []resourceSet{
	{"gateway-api", "sigs.k8s.io/gateway-api@v1.6.3", "config/crd/standard"},
	{"gateway-api-experimental", "sigs.k8s.io/gateway-api@v1.6.3", "config/crd/experimental"},
	{"smi", "github.com/servicemeshinterface/smi-sdk-go@v0.5.0", "crds"},
	{"istio", "istio.io/api@v1.31.1", "kubernetes/customresourcedefinitions.gen.yaml"},
	{"argo-rollouts", "github.com/argoproj/argo-rollouts@v1.10.1", "manifests/crds"},
	{"flagger", "github.com/fluxcd/flagger@v1.36.1", "artifacts/flagger/crd.yaml"},
	{"knative", "knative.dev/serving@v0.51.0", "config/core/300-resources"},
	{"kserve", "github.com/kserve/kserve@v0.15.2", "config/crd/minimal"},
	{"traefik", "github.com/traefik/traefik/v3@v3.7.13", "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"},
	{"contour", "github.com/projectcontour/contour@v1.33.8", "examples/contour/01-crds.yaml"},
	{"keda", "github.com/kedacore/keda/v2@v2.21.0", "config/crd/bases"},
}

func resourceSetNames() string {
	var names []string
	for _, set := range resourceSets {
		names = append(names, set.name)
	}
	return strings.Join(names, ", ")
}

// chooseResourceSets reads "all" or a list with commas. "all" leaves the
// experimental Gateway API out: it defines the same resources as the standard.
func chooseResourceSets(names string) (chosen []resourceSet, err error) {
	for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' }) {
		found := false
		for _, set := range resourceSets {
			if set.name == name || name == "all" && set.name != "gateway-api-experimental" {
				chosen, found = append(chosen, set), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there are no custom resources named %q; known are all, %s", name, resourceSetNames())
		}
	}
	return chosen, nil
}
