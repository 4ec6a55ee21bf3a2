import type {Rollout, Version} from '../model/rollout.ts';
import {type BackendPods, podsBehind, podsWith} from './backend-pods.ts';
import {revisionKeepers} from './revision-keepers.ts';
import type {IndexedWorld} from './world.ts';

/** The pods of a version: by the hash that they carry, else by its Service. */
export function podsOfVersion(
	{service, revision, image}: Version,
	namespace: string,
	world: IndexedWorld,
): Omit<BackendPods, 'mark'> {
	const found = podsByHash(revision, namespace, world) ?? podsByService(service, revision, namespace, world);
	const {mark: _mark, ...pods} = found;
	return {...pods, ...(image !== undefined && {image})};
}

function podsByHash(revision: string, namespace: string, world: IndexedWorld): BackendPods | undefined {
	if (revision === '') return undefined;
	return revisionKeepers
		.map(({hashLabel}) => podsWith(world, namespace, {[hashLabel]: revision}))
		.find(({pods}) => pods);
}

/** A Service may lead to the other version meanwhile, as that of a challenger does after an abort. */
function podsByService(
	service: string | undefined,
	revision: string,
	namespace: string,
	world: IndexedWorld,
): BackendPods {
	const behind = service === undefined ? {} : podsBehind(world, namespace, service);
	const other = revisionKeepers.find(({hashLabel}) => (behind.labels?.[hashLabel] ?? revision) !== revision);
	return other && revision !== '' ? {labels: {[other.hashLabel]: revision}} : behind;
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
