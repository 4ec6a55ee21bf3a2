import type {Tree} from '../object.ts';
import {apiVersion, type Entry} from '../store.ts';

/** How an object is named among the owners of what it makes and manages. */
export function ownerReference({kind, object: {metadata}}: Entry): Tree {
	const {name, uid} = metadata;
	return {
		apiVersion: apiVersion(kind),
		kind: kind.kind,
		name,
		uid,
		controller: true,
		blockOwnerDeletion: true,
	};
}
