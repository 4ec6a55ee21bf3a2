import type {Cluster} from '../../source/demo/cluster.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';
import {create} from '../../source/demo/registry/create.ts';
import {startCluster} from '../../source/demo/start-cluster.ts';
import {beatHearts, ground, namespace} from '../../source/demo/worlds/ground.ts';
import type {Episode} from '../../source/demo/worlds/world.ts';

/** Four nodes with their machines, one of them closed, and the namespace `shop`; time stands until a test lets it pass. */
export function clusterWith(past: readonly Episode[] = [], seed = 1): Cluster {
	const nowMs = Date.parse('2026-11-23T16:00:00Z');
	const tokens = {accepts: () => true, expire() {}, renew() {}, onExpire() {}, isUsed: true};
	return startCluster(
		{name: 'test', says: '', past: [...ground, namespace(60, 'shop'), ...past], present: beatHearts},
		{seed, speed: 1, nowMs, isPaused: true, firstVersion: 1000, tokens},
	);
}

export function pass({clock}: Cluster, seconds: number): void {
	clock.passUntil(clock.now() + seconds * 1000);
}

/** Makes a pod of one container in the namespace `shop`. */
export function makePod(cluster: Cluster, name: string, spec: Tree = {}, metadata: Tree = {}): void {
	const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
	const body = {metadata: {name, ...metadata}, spec: {containers, ...spec}};
	create(cluster, pods, 'shop', body, {manager: 'test'});
}

export function readPod({store}: Cluster, name: string): KubernetesObject {
	return store.get(pods, 'shop', name)!.object;
}
