/** Who manages what follows labels: what is relabelled is let go, and what nobody manages is taken on. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground, Resource} from './ground.ts';
import {deployment, mergePatch} from './objects.ts';

export function checkClaims(ground: Ground): void {
	const start = async (name: string, replicas: number) => {
		await ground.make('deployments', deployment(name, {replicas}));
		await ground.eventually('deployments', `/${name}`, ({status}) => status?.availableReplicas === replicas);
		return itemsOf('pods', name);
	};
	const itemsOf = async (resource: Resource, app: string): Promise<Json[]> =>
		(await ground.read(resource, `?labelSelector=app%3D${app}`)).items;
	const uidsOf = (items: Json[]) => items.map(({metadata}) => metadata.uid).sort();
	const ownerOf = ({metadata}: Json) => metadata.ownerReferences?.find(({controller}: Json) => controller);
	const template = (app: string) => deployment(app).spec.template;

	it.concurrent('lets a pod go that is relabelled, and replaces it', async () => {
		const [pod] = await start('relabelled', 2);
		const {name} = pod.metadata;
		await ground.patch('pods', `/${name}`, mergePatch, {metadata: {labels: {app: 'isolated'}}});
		const isolated = await ground.eventually('pods', `/${name}`, read => !ownerOf(read));
		expect(isolated.metadata.uid).toBe(pod.metadata.uid);
		expect(isolated.metadata.deletionTimestamp).toBeUndefined();
		await ground.eventually('deployments', '/relabelled', ({status}) => status.availableReplicas === 2);
		const left = await itemsOf('pods', 'relabelled');
		expect(left).toHaveLength(2);
		expect(uidsOf(left)).not.toContain(pod.metadata.uid);
	});

	it.concurrent('takes it back when its labels are', async () => {
		const [pod] = await start('returning', 1);
		const {name, uid} = pod.metadata;
		const label = (app: string) => ground.patch('pods', `/${name}`, mergePatch, {metadata: {labels: {app}}});
		await label('away');
		await ground.eventually('pods', `/${name}`, read => !ownerOf(read));
		await ground.eventually('pods', '?labelSelector=app%3Dreturning', ({items}) => items.length === 1);
		await label('returning');
		const {items} = await ground.eventually(
			'pods',
			'?labelSelector=app%3Dreturning',
			({items}) => items.length === 1 && ownerOf(items[0]) && !items[0].metadata.deletionTimestamp,
		);
		expect(items[0].metadata.labels.app).toBe('returning');
		expect(uid).toBeTruthy();
	});

	it.concurrent('gives a pod of nobody to a replica set that selects it', async () => {
		const metadata = {name: 'adopted', labels: {app: 'adopted'}};
		await ground.make('pods', {metadata, spec: template('adopted').spec});
		await ground.eventually('pods', '/adopted', ({status}) => status?.phase === 'Running');
		const set = await ground.make('replicasets', {
			metadata: {name: 'adopting'},
			spec: {replicas: 1, selector: {matchLabels: {app: 'adopted'}}, template: template('adopted')},
		});
		const pod = await ground.eventually('pods', '/adopted', ownerOf);
		expect(pod.metadata.ownerReferences).toEqual([
			{
				apiVersion: 'apps/v1',
				kind: 'ReplicaSet',
				name: 'adopting',
				uid: set.metadata.uid,
				controller: true,
				blockOwnerDeletion: true,
			},
		]);
		const {status} = await ground.eventually(
			'replicasets',
			'/adopting',
			({status}) => status.readyReplicas === 1,
		);
		expect(status.replicas).toBe(1);
		expect(await itemsOf('pods', 'adopted')).toHaveLength(1);
	});

	/** Deletes an object without what it owns, and makes it again. */
	const renew = async (resource: Resource, object: Json) => {
		const {name} = object.metadata;
		await ground.ask('DELETE', ground.path(resource, `/${name}?propagationPolicy=Orphan`));
		await ground.eventually(resource, `/${name}`, ({code}) => code === 404);
		return ground.make(resource, object);
	};

	it.concurrent('finds the replica sets and pods of a deployment that is made again', async () => {
		const before = await start('renewed', 2);
		const [set] = await itemsOf('replicasets', 'renewed');
		const {metadata} = await renew('deployments', deployment('renewed', {replicas: 2}));
		await ground.eventually('deployments', '/renewed', ({status}) => status?.availableReplicas === 2);
		const [adopted, ...others] = await itemsOf('replicasets', 'renewed');
		expect([adopted.metadata.uid, others]).toEqual([set.metadata.uid, []]);
		expect(ownerOf(adopted).uid).toBe(metadata.uid);
		expect(uidsOf(await itemsOf('pods', 'renewed'))).toEqual(uidsOf(before));
	});

	it.concurrent.each([
		['statefulsets', 'kept-stateful', ({status}: Json) => status.readyReplicas === 2],
		['daemonsets', 'kept-daemon', ({status}: Json) => status.numberReady > 0 && !status.numberUnavailable],
	] as const)('finds the pods and revisions of %s that are made again', async (resource, name, isReady) => {
		const replicas = resource === 'statefulsets' ? {replicas: 2} : {};
		const spec = {...replicas, selector: {matchLabels: {app: name}}, template: template(name)};
		await ground.make(resource, {metadata: {name}, spec});
		await ground.eventually(resource, `/${name}`, isReady);
		const before = [await itemsOf('pods', name), await itemsOf('controllerrevisions', name)];
		const {metadata} = await renew(resource, {metadata: {name}, spec});
		await ground.eventually('pods', `?labelSelector=app%3D${name}`, ({items}) =>
			items.every((pod: Json) => ownerOf(pod)?.uid === metadata.uid),
		);
		await ground.eventually(resource, `/${name}`, isReady);
		const after = [await itemsOf('pods', name), await itemsOf('controllerrevisions', name)];
		expect(after.map(uidsOf)).toEqual(before.map(uidsOf));
	});
}
