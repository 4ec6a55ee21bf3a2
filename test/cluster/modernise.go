package main

import (
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
)

var scheme = runtime.NewScheme()

func init() { install.Install(scheme) }

// modernise turns a definition of v1beta1, which no API server since 1.22
// takes, into one of v1. Every version is served, retired ones too:
// controllers of old still ask for them.
func modernise(old *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	read, between, modern := &v1beta1.CustomResourceDefinition{}, &apiextensions.CustomResourceDefinition{}, &v1.CustomResourceDefinition{}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(old.Object, read); err != nil {
		return nil, err
	}
	scheme.Default(read)
	if err := scheme.Convert(read, between, nil); err != nil {
		return nil, err
	}
	if err := scheme.Convert(between, modern, nil); err != nil {
		return nil, err
	}
	modern.Spec.PreserveUnknownFields = false
	for i := range modern.Spec.Versions {
		version := &modern.Spec.Versions[i]
		version.Served = true
		version.Schema = structuralOrOpen(version.Schema)
	}
	modern.SetGroupVersionKind(v1.SchemeGroupVersion.WithKind("CustomResourceDefinition"))
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(modern)
	return &unstructured.Unstructured{Object: object}, err
}

// structuralOrOpen returns the schema, or one that takes anything where v1
// would refuse it for not saying the type of everything.
func structuralOrOpen(validation *v1.CustomResourceValidation) *v1.CustomResourceValidation {
	if validation != nil && validation.OpenAPIV3Schema != nil {
		validation.OpenAPIV3Schema.Type = "object"
		between := apiextensions.JSONSchemaProps{}
		utilruntime.Must(scheme.Convert(validation.OpenAPIV3Schema, &between, nil))
		read, err := structural.NewStructural(&between)
		if err == nil && len(structural.ValidateStructural(nil, read)) == 0 {
			return validation
		}
	}
	open := true
	return &v1.CustomResourceValidation{OpenAPIV3Schema: &v1.JSONSchemaProps{Type: "object", XPreserveUnknownFields: &open}}
}
