import type {Json, JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {type Around, type Found, wantedKey} from '../../source/owners/around.ts';
import {owners} from '../../source/owners/index.ts';
import type {OwnerFacts} from '../../source/owners/owner-facts.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

/** An object of the shop, with what is said of it. */
export function objectOf(metadata: JsonObject, spec: JsonObject = {}): KubernetesObject {
	return {metadata: {name: 'checkout', namespace: 'shop', uid: 'u1', ...metadata}, spec} as KubernetesObject;
}

/** A shift of the route's weight, unless other facts are given. */
export function factsOf(object: KubernetesObject, more: Partial<OwnerFacts> = {}): OwnerFacts {
	const {name, namespace = '', uid} = object.metadata;
	return {
		ref: {resource: httpRoutes, namespace, name, uid},
		object,
		edits: [{at: '/spec/rules/0/backendRefs/1/weight', from: 10}],
		...more,
	};
}

export function scaleFactsOf(object: KubernetesObject, more: Partial<OwnerFacts> = {}): OwnerFacts {
	const {name, namespace = '', uid} = object.metadata;
	return factsOf(object, {
		ref: {resource: deployments, namespace, name, uid},
		edits: [{at: '/spec/replicas', from: 3}],
		replicas: 5,
		...more,
	});
}

/** What was found of everything that the facts want: by kind, else nothing of it. */
export function withFound(facts: OwnerFacts, found: {readonly [plural: string]: Found}): OwnerFacts {
	const wanted = owners.flatMap(({wants}) => wants?.(facts) ?? []);
	const around: Around = new Map(
		wanted.map(each => [wantedKey(each), found[each.plural] ?? {state: 'unserved'}]),
	);
	return {...facts, around};
}

export function foundIn(group: string, kind: string, ...objects: readonly JsonObject[]): Found {
	const plural = `${kind.toLowerCase()}s`;
	const resource = {group, version: 'v1', plural, kind, namespaced: true};
	return {state: 'found', resource, objects: objects as unknown as readonly KubernetesObject[]};
}

/** An entry of managedFields. */
export function entry(
	manager: string,
	operation: string,
	time: string,
	fieldsV1: Json,
	subresource?: string,
): JsonObject {
	return {
		manager,
		operation,
		time,
		apiVersion: 'v1',
		fieldsType: 'FieldsV1',
		fieldsV1,
		...(subresource && {subresource}),
	};
}
