package main

import (
	"io/fs"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// additions are properties of a definition that only a later version of its
// project has than the one that is a Go module, written by hand.
type additions struct {
	// Definition is its name; every version of it gets the properties.
	Definition string     `json:"definition"`
	Properties []property `json:"properties"`
}

type property struct {
	// At are the names of properties from the object's root down to this one.
	At     []string       `json:"at"`
	Schema map[string]any `json:"schema"`
}

// additionsIn reads a file of our own.
func additionsIn(file string) (read additions, err error) {
	if file == "" {
		return read, nil
	}
	content, err := fs.ReadFile(ownDefinitions, file)
	if err != nil {
		return read, err
	}
	return read, yaml.UnmarshalStrict(content, &read)
}

// addTo puts the properties into the schemas of the object, if it is the
// definition that they are for.
func (a additions) addTo(object *unstructured.Unstructured) error {
	if object.GetName() != a.Definition {
		return nil
	}
	versions, _, err := unstructured.NestedSlice(object.Object, "spec", "versions")
	if err != nil {
		return err
	}
	for _, version := range versions {
		for _, added := range a.Properties {
			if err := unstructured.SetNestedMap(version.(map[string]any), added.Schema, schemaAt(added.At)...); err != nil {
				return err
			}
		}
	}
	return unstructured.SetNestedSlice(object.Object, versions, "spec", "versions")
}

func schemaAt(names []string) []string {
	fields := []string{"schema", "openAPIV3Schema"}
	for _, name := range names {
		fields = append(fields, "properties", name)
	}
	return fields
}
