import type {KubernetesObject, OwnerReference} from '../model/object.ts';
import {timeOf} from './age.ts';
import {intern} from './intern.ts';
import type {Row} from './view.ts';

/** The part every row has. */
export function rowOf({metadata}: KubernetesObject): Row {
	return {
		uid: metadata.uid,
		namespace: intern(metadata.namespace ?? ''),
		name: metadata.name,
		created: timeOf(metadata.creationTimestamp) ?? 0,
	};
}

/** Lower-case namespace and name: what every filter looks in. */
export function searchName(row: Row): string {
	return `${row.namespace} ${row.name}`.toLowerCase();
}

/** The one owner that controls the object, if any. */
export function controllerOf({metadata}: KubernetesObject): OwnerReference | undefined {
	return metadata.ownerReferences?.find(owner => owner.controller === true);
}

/** `image` per container name, as a template asks for it. */
export type ContainerImage = {readonly name: string; readonly image: string};
