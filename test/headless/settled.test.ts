import {expect, test} from 'vitest';
import {settledOf} from '../../source/headless/settled.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Ref} from '../../source/model/ref.ts';

function refTo(plural: string, kind: string, group = ''): Ref {
	const resource = {group, version: 'v1', plural, kind, namespaced: true};
	return {resource, namespace: 'shop', name: 'x', uid: 'u'};
}

const replicaSet = refTo('replicasets', 'ReplicaSet', 'apps');
const pod = refTo('pods', 'Pod');
const route = refTo('grpcroutes', 'GRPCRoute', 'gateway.networking.k8s.io');
const ready = (status: string) => ({conditions: [{type: 'Ready', status}]});
const accepted = {parents: [{conditions: [{type: 'Accepted', status: 'True', observedGeneration: 1}]}]};

test.each<[string, Ref, JsonObject, JsonObject, object]>([
	['a ReplicaSet at its size', replicaSet, {replicas: 2}, {replicas: 2, readyReplicas: 2}, {isMet: true}],
	['an old ReplicaSet at none', replicaSet, {replicas: 0}, {replicas: 0}, {isMet: true}],
	['a ReplicaSet on its way', replicaSet, {replicas: 2}, {replicas: 2, readyReplicas: 1}, {isMet: false}],
	['a ready pod', pod, {}, {phase: 'Running', ...ready('True')}, {isMet: true}],
	['a pod that is not ready', pod, {}, {phase: 'Running', ...ready('False')}, {isMet: false}],
	['a pod that has done its work', pod, {}, {phase: 'Succeeded', ...ready('False')}, {isMet: true}],
	['a pod that has failed', pod, {}, {phase: 'Failed', ...ready('False')}, {isMet: false, isStuck: true}],
	['an accepted route', route, {}, accepted, {isMet: true}],
	['a route nobody has looked at', route, {}, {}, {isMet: false}],
])('%s', (_name, of, spec, status, progress) => {
	const metadata = {name: 'x', uid: 'u', generation: 1};
	const object: KubernetesObject = {metadata, spec, status: {observedGeneration: 1, ...status}};
	const judgement = settledOf(of, object);
	if (typeof judgement !== 'function') throw new Error(judgement.says);
	expect(judgement(object)).toMatchObject(progress);
});
