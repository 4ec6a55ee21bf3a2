import type {Json, JsonObject} from './json.ts';
import type {Ref, Resource} from './ref.ts';

/** What every Kubernetes object carries; the rest stays JSON until a projection reads it. */
export type KubernetesObject = JsonObject & {
	readonly apiVersion?: string;
	readonly kind?: string;
	readonly metadata: Metadata;
	readonly spec?: JsonObject;
	readonly status?: JsonObject;
};

export type Metadata = JsonObject & {
	readonly name: string;
	readonly namespace?: string;
	readonly uid: string;
	readonly resourceVersion?: string;
	readonly generation?: number;
	readonly creationTimestamp?: string;
	readonly deletionTimestamp?: string;
	readonly labels?: {readonly [label: string]: string};
	readonly annotations?: {readonly [annotation: string]: string};
	readonly ownerReferences?: readonly OwnerReference[];
};

export type OwnerReference = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly name: string;
	readonly uid: string;
	readonly controller?: boolean;
};

export function refOf(resource: Resource, object: KubernetesObject): Ref {
	const {namespace = '', name, uid} = object.metadata;
	return {resource, namespace, name, uid};
}

/** The members of a list of objects, for reading untyped parts without a cast at each use. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(value: Json | undefined): JsonObject {
	return isObject(value) ? value : {};
}

export function textIn(value: Json | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

export function numberIn(value: Json | undefined): number | undefined {
	return typeof value === 'number' ? value : undefined;
}

export function textsIn(value: Json | undefined): string[] {
	return Array.isArray(value) ? value.filter(member => typeof member === 'string') : [];
}
