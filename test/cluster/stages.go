package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"time"

	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kwok/kustomize/stage/node/fast"
	"sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
)

//go:embed stages.yaml
var ownStages string

// readStages returns what happens to nodes and pods, by kind: kwok's own
// stages for what goes well, ours (stages.yaml) for what does not.
func readStages() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	byKind := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, text := range []string{
		fast.DefaultNodeInit, heartbeat_with_lease.DefaultNodeHeartbeatWithLease,
		podfast.DefaultPodReady, podfast.DefaultPodDelete,
		ownStages,
	} {
		stages, err := decodeStages(text)
		if err != nil {
			return nil, err
		}
		for _, stage := range stages {
			adapt(stage)
			byKind[stage.Spec.ResourceRef] = append(byKind[stage.Spec.ResourceRef], stage)
		}
	}
	return byKind, nil
}

func decodeStages(text string) (stages []*internalversion.Stage, err error) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewBufferString(text), 4096)
	for {
		var read v1alpha1.Stage
		if err := decoder.Decode(&read); err == io.EOF {
			return stages, nil
		} else if err != nil {
			return nil, err
		}
		stage, err := internalversion.ConvertToInternalStage(&read)
		if err != nil {
			return nil, err
		}
		stages = append(stages, stage)
	}
}

// adapt gives kwok's stages of pods, which happen at once, a pace at which
// changes can be seen, and keeps its pod-ready off the pods of our own stages.
func adapt(stage *internalversion.Stage) {
	switch stage.Name {
	case "pod-ready":
		delay(stage, 300*time.Millisecond)
		refuse(stage, `.metadata.labels.sim | select(. == "pending" or . == "crashloop")`)
		refuse(stage, `.spec.containers.[].image | select(contains("broken"))`)
		refuse(stage, `.metadata.annotations["pod-ready.stage.kwok.x-k8s.io/delay"]`)
	case "pod-delete":
		delay(stage, 0)
	}
}

// delay puts a stage off; the pod's annotation NAME.stage.kwok.x-k8s.io/delay
// says otherwise.
func delay(stage *internalversion.Stage, pause time.Duration) {
	milliseconds := pause.Milliseconds()
	annotation := fmt.Sprintf(`.metadata.annotations["%s.stage.kwok.x-k8s.io/delay"]`, stage.Name)
	stage.Spec.Delay = &internalversion.StageDelay{
		DurationMilliseconds: &milliseconds,
		DurationFrom:         &internalversion.ExpressionFrom{JQ: &internalversion.ExpressionJQ{Expression: annotation}},
	}
}

// refuse keeps a stage from pods for which the jq query finds something.
func refuse(stage *internalversion.Stage, query string) {
	stage.Spec.Selector.MatchExpressions = append(stage.Spec.Selector.MatchExpressions, internalversion.MatchExpression{
		JQ: &internalversion.SelectorJQ{Key: query, Operator: internalversion.SelectorOpDoesNotExist},
	})
}
