import type {Rollout, Version} from '../model/rollout.ts';
import {type BackendPods, podsBehind, podsWith} from './backend-pods.ts';
import {revisionKeepers} from './revision-keepers.ts';
import type {IndexedWorld} from './world.ts';

/** The pods of a version: by its Service where it has one of its own, else by the hash that they carry. */
export function podsOfVersion(
	{service, revision, image}: Version,
	namespace: string,
	world: IndexedWorld,
): Omit<BackendPods, 'mark'> {
	const {mark: _mark, ...pods} = podsFound(service, revision, namespace, world);
	return {...pods, ...(image !== undefined && {image})};
}

function podsFound(
	service: string | undefined,
	revision: string,
	namespace: string,
	world: IndexedWorld,
): BackendPods {
	const behind = service === undefined ? {} : podsBehind(world, namespace, service);
	if (behind.pods || revision === '') return behind;
	const byHash = revisionKeepers.map(({hashLabel}) => podsWith(world, namespace, {[hashLabel]: revision}));
	return byHash.find(({pods}) => pods) ?? behind;
}

/** The rollout with what its own object does not tell of its versions: how many pods, of which image, with which labels. */
export function withPods(rollout: Rollout, world: IndexedWorld): Rollout {
	return {
		...rollout,
		versions: rollout.versions.map(version => ({
			...podsOfVersion(version, rollout.ref.namespace, world),
			...version,
		})),
	};
}
