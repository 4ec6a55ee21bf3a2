package main

import (
	"context"

	admission "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	// runs, on a pod, says how its containers run; on a namespace, how those of
	// the pods made in it do.
	runs        = "testcluster/runs"
	asProcesses = "processes"
)

// inheritRuns is CEL: forms and controllers make pods without annotations.
const inheritRuns = `
!has(namespaceObject.metadata.annotations) || !("testcluster/runs" in namespaceObject.metadata.annotations) ? [] :
has(object.metadata.annotations) ? [JSONPatch{
	op: "add", path: "/metadata/annotations/" + jsonpatch.escapeKey("testcluster/runs"),
	value: namespaceObject.metadata.annotations["testcluster/runs"]
}] : [JSONPatch{
	op: "add", path: "/metadata/annotations",
	value: {"testcluster/runs": namespaceObject.metadata.annotations["testcluster/runs"]}
}]`

// addPolicy lets pods inherit the annotation of their namespace.
func (p *controlPlane) addPolicy(ctx context.Context) error {
	name := meta.ObjectMeta{Name: "testcluster-runs"}
	policies := p.client.AdmissionregistrationV1()
	fail := admission.Fail
	_, err := policies.MutatingAdmissionPolicies().Create(ctx, &admission.MutatingAdmissionPolicy{
		ObjectMeta: name,
		Spec: admission.MutatingAdmissionPolicySpec{
			FailurePolicy:      &fail,
			ReinvocationPolicy: admission.NeverReinvocationPolicy,
			MatchConstraints: &admission.MatchResources{ResourceRules: []admission.NamedRuleWithOperations{{
				RuleWithOperations: admission.RuleWithOperations{
					Operations: []admission.OperationType{admission.Create},
					Rule:       admission.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"pods"}},
				},
			}}},
			Mutations: []admission.Mutation{{
				PatchType: admission.PatchTypeJSONPatch,
				JSONPatch: &admission.JSONPatch{Expression: inheritRuns},
			}},
		},
	}, meta.CreateOptions{})
	if ignoreExisting(err) != nil {
		return err
	}
	_, err = policies.MutatingAdmissionPolicyBindings().Create(ctx, &admission.MutatingAdmissionPolicyBinding{
		ObjectMeta: name,
		Spec:       admission.MutatingAdmissionPolicyBindingSpec{PolicyName: name.Name},
	}, meta.CreateOptions{})
	return ignoreExisting(err)
}

func runsAsProcesses(pod *core.Pod) bool { return pod.Annotations[runs] == asProcesses }
