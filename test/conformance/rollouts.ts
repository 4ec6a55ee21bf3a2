/** What controllers make of a deployment: replica sets, revisions, pods, status and events. */
import {expect, it} from 'vitest';
import type {Json, WatchEvent} from './connection.ts';
import type {Ground} from './ground.ts';
import {deployment, jsonPatch, mergePatch} from './objects.ts';

const revision = 'deployment.kubernetes.io/revision';
const history = 'deployment.kubernetes.io/revision-history';

export function checkRollouts(ground: Ground): void {
	const isDone = ({metadata, spec, status}: Json) =>
		status?.observedGeneration >= metadata.generation &&
		(status.replicas ?? 0) === spec.replicas &&
		(status.updatedReplicas ?? 0) === spec.replicas &&
		(status.availableReplicas ?? 0) === spec.replicas;
	const done = (name: string) => ground.eventually('deployments', `/${name}`, isDone);
	const condition = ({status}: Json, type: string) =>
		status?.conditions?.find((found: Json) => found.type === type);
	const setsOf = async (name: string): Promise<Json[]> => {
		const {items} = await ground.read('replicasets', `?labelSelector=app%3D${name}`);
		return items.sort((a: Json, b: Json) => revisionOf(a) - revisionOf(b));
	};
	const revisionOf = ({metadata}: Json) => Number(metadata.annotations[revision]);
	const imageOf = ({spec}: Json) => spec.template.spec.containers[0].image;
	const setImage = (name: string, image: string) =>
		ground.patch('deployments', `/${name}`, jsonPatch, [
			{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
		]);
	const start = async (name: string, spec: Json = {replicas: 2}) => {
		await ground.make('deployments', deployment(name, spec));
		return done(name);
	};

	it('makes a replica set, pods and a status of it', async () => {
		await start('fresh');
		const fresh = await ground.eventually(
			'deployments',
			'/fresh',
			read => condition(read, 'Progressing')?.reason === 'NewReplicaSetAvailable',
		);
		const [set] = await setsOf('fresh');
		expect(fresh.metadata.annotations).toEqual({[revision]: '1'});
		expect(fresh.status).toMatchObject({
			observedGeneration: 1,
			replicas: 2,
			updatedReplicas: 2,
			readyReplicas: 2,
			availableReplicas: 2,
		});
		expect(fresh.status.unavailableReplicas).toBeUndefined();
		expect(condition(fresh, 'Available')).toMatchObject({
			status: 'True',
			reason: 'MinimumReplicasAvailable',
			message: 'Deployment has minimum availability.',
		});
		expect(condition(fresh, 'Progressing')).toMatchObject({
			status: 'True',
			message: `ReplicaSet "${set.metadata.name}" has successfully progressed.`,
		});
		const hash = set.metadata.labels['pod-template-hash'];
		expect(set.metadata.name).toBe(`fresh-${hash}`);
		expect(set.metadata.ownerReferences).toMatchObject([
			{
				apiVersion: 'apps/v1',
				kind: 'Deployment',
				name: 'fresh',
				uid: fresh.metadata.uid,
				controller: true,
				blockOwnerDeletion: true,
			},
		]);
		expect(set.metadata.annotations).toMatchObject({
			[revision]: '1',
			'deployment.kubernetes.io/desired-replicas': '2',
			'deployment.kubernetes.io/max-replicas': '3',
		});
		expect(set.spec.selector.matchLabels).toEqual({app: 'fresh', 'pod-template-hash': hash});
		const {items} = await ground.read('pods', '?labelSelector=app%3Dfresh');
		expect(items).toHaveLength(2);
		for (const pod of items) {
			expect(pod.metadata.name).toMatch(new RegExp(`^fresh-${hash}-[a-z0-9]{5}$`));
			expect(pod.metadata.ownerReferences[0]).toMatchObject({
				kind: 'ReplicaSet',
				uid: set.metadata.uid,
				controller: true,
			});
			expect(pod.status).toMatchObject({phase: 'Running', qosClass: 'BestEffort'});
			expect(pod.status.containerStatuses[0]).toMatchObject({name: 'app', ready: true, restartCount: 0});
			expect(pod.spec.nodeName).toBeTruthy();
			expect(condition(pod, 'Ready').status).toBe('True');
		}
	});

	it('selects pods by phase and node', async () => {
		await start('fielded');
		const [pod] = (await ground.read('pods', '?labelSelector=app%3Dfielded')).items;
		const count = async (fieldSelector: string) => {
			const query = `?labelSelector=app%3Dfielded&fieldSelector=${encodeURIComponent(fieldSelector)}`;
			return (await ground.read('pods', query)).items.length;
		};
		expect(await count('status.phase=Running')).toBe(2);
		expect(await count('status.phase!=Running')).toBe(0);
		expect(await count(`spec.nodeName=${pod.spec.nodeName},metadata.name=${pod.metadata.name}`)).toBe(1);
	});

	it('tells of it in events', async () => {
		const {metadata} = await start('eventful');
		const [set] = await setsOf('eventful');
		const about = (uid: string) => `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${uid}`)}`;
		const {items} = await ground.eventually('events', about(metadata.uid), read => read.items.length > 0);
		expect(items[0]).toMatchObject({
			reason: 'ScalingReplicaSet',
			message: `Scaled up replica set ${set.metadata.name} from 0 to 2`,
			type: 'Normal',
			source: {component: 'deployment-controller'},
			involvedObject: {kind: 'Deployment', name: 'eventful', namespace: ground.namespace},
		});
		const created = await ground.eventually(
			'events',
			about(set.metadata.uid),
			read => read.items.length === 2,
		);
		expect(created.items[0].reason).toBe('SuccessfulCreate');
		expect(created.items[0].message).toMatch(/^Created pod: eventful-/);
	});

	it('rolls to another image and keeps the old replica set', async () => {
		await start('upgraded');
		expect((await setImage('upgraded', 'registry.example.com/app:2')).body.metadata.generation).toBe(2);
		await done('upgraded');
		const [old, fresh] = await ground
			.eventually('replicasets', '?labelSelector=app%3Dupgraded', ({items}) =>
				items.some((set: Json) => revisionOf(set) === 1 && !set.status.replicas),
			)
			.then(() => setsOf('upgraded'));
		expect([imageOf(old), old.spec.replicas, revisionOf(old)]).toEqual(['registry.example.com/app:1', 0, 1]);
		expect([imageOf(fresh), fresh.spec.replicas, revisionOf(fresh)]).toEqual([
			'registry.example.com/app:2',
			2,
			2,
		]);
		expect((await ground.read('deployments', '/upgraded')).metadata.annotations[revision]).toBe('2');
	});

	it('rolls back to an earlier template under a new revision', async () => {
		await start('returned');
		await setImage('returned', 'registry.example.com/app:2');
		await done('returned');
		const [old] = await setsOf('returned');
		const template = structuredClone(old.spec.template);
		delete template.metadata.labels['pod-template-hash'];
		await ground.patch('deployments', '/returned', jsonPatch, [
			{op: 'replace', path: '/spec/template', value: template},
		]);
		await done('returned');
		const sets = await setsOf('returned');
		expect(sets.map(revisionOf)).toEqual([2, 3]);
		expect(sets[1].metadata.name).toBe(old.metadata.name);
		expect(sets[1].metadata.annotations[history]).toBe('1');
		expect((await ground.read('deployments', '/returned')).metadata.annotations[revision]).toBe('3');
	});

	it('never leaves its bounds while it rolls', async () => {
		const rollingUpdate = {maxSurge: 1, maxUnavailable: 1};
		await start('bounded', {replicas: 4, strategy: {rollingUpdate}});
		const {metadata} = await ground.read('replicasets');
		const query = `?watch=1&labelSelector=app%3Dbounded&resourceVersion=${metadata.resourceVersion}`;
		const sets = new Map<string, Json>((await setsOf('bounded')).map(set => [set.metadata.uid, set]));
		const sums: number[][] = [];
		const watch = await ground.watch(ground.path('replicasets', query));
		await setImage('bounded', 'registry.example.com/app:2');
		await done('bounded');
		const isLast = ({object}: WatchEvent) => revisionOf(object) === 1 && object.spec.replicas === 0;
		await watch.until(isLast);
		for (const {object} of watch.events) {
			sets.set(object.metadata.uid, object);
			const sum = (read: (set: Json) => number) =>
				[...sets.values()].reduce((total, set) => total + read(set), 0);
			sums.push([sum(({spec}) => spec.replicas), sum(({status}) => status.availableReplicas ?? 0)]);
		}
		watch.close();
		expect(Math.max(...sums.map(([replicas]) => replicas!))).toBeLessThanOrEqual(5);
		expect(Math.min(...sums.map(([, available]) => available!))).toBeGreaterThanOrEqual(3);
	});

	it('stops at a version that does not start, and says so after the deadline', async () => {
		await start('stuck', {replicas: 4, progressDeadlineSeconds: 2});
		await setImage('stuck', 'registry.example.com/broken:2');
		const stuck = await ground.eventually(
			'deployments',
			'/stuck',
			read => condition(read, 'Progressing')?.status === 'False',
		);
		const [old, fresh] = await setsOf('stuck');
		expect(condition(stuck, 'Progressing')).toMatchObject({
			reason: 'ProgressDeadlineExceeded',
			message: `ReplicaSet "${fresh.metadata.name}" has timed out progressing.`,
		});
		expect([old.spec.replicas, fresh.spec.replicas]).toEqual([3, 2]);
		expect(stuck.status).toMatchObject({
			replicas: 5,
			updatedReplicas: 2,
			availableReplicas: 3,
			unavailableReplicas: 2,
		});
		expect(condition(stuck, 'Available').status).toBe('True');
		const pods = await ground.eventually(
			'pods',
			`?labelSelector=pod-template-hash%3D${fresh.metadata.labels['pod-template-hash']}`,
			({items}) =>
				items.every(
					(pod: Json) => pod.status.containerStatuses?.[0].state.waiting?.reason === 'ImagePullBackOff',
				),
		);
		expect(pods.items.map((pod: Json) => pod.status.phase)).toEqual(['Pending', 'Pending']);
	});

	it('backs off from containers that fall over', async () => {
		const labels = {app: 'falling'};
		const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
		const template = {metadata: {labels: {...labels, sim: 'crashloop'}}, spec: {containers}};
		await ground.make('deployments', deployment('falling', {replicas: 1, template}));
		const stateOf = ({items}: Json) => items[0]?.status.containerStatuses?.[0];
		const isWaiting = (read: Json) => stateOf(read)?.state.waiting?.reason === 'CrashLoopBackOff';
		const {ready, restartCount, lastState} = stateOf(
			await ground.eventually('pods', '?labelSelector=app%3Dfalling', isWaiting),
		);
		expect([ready, restartCount > 0, lastState.terminated.exitCode]).toEqual([false, true, 1]);
		const {status} = await ground.read('deployments', '/falling');
		expect([status.availableReplicas, condition({status}, 'Available').status]).toEqual([undefined, 'False']);
	});

	it('rolls nothing while it is paused', async () => {
		await start('paused');
		await ground.patch('deployments', '/paused', mergePatch, {spec: {paused: true}});
		await setImage('paused', 'registry.example.com/app:2');
		const paused = await ground.eventually(
			'deployments',
			'/paused',
			({metadata, status}) => status.observedGeneration === metadata.generation,
		);
		expect(condition(paused, 'Progressing')).toMatchObject({
			status: 'Unknown',
			reason: 'DeploymentPaused',
			message: 'Deployment is paused',
		});
		expect(await setsOf('paused')).toHaveLength(1);
		await ground.patch('deployments', '/paused', mergePatch, {spec: {replicas: 3}});
		await ground.eventually('deployments', '/paused', ({status}) => status.availableReplicas === 3);
		const grown = await ground.read('deployments', '/paused');
		expect(condition(grown, 'Progressing').reason).toBe('DeploymentPaused');
		await ground.patch('deployments', '/paused', mergePatch, {spec: {paused: null}});
		await done('paused');
		expect((await setsOf('paused')).map(({spec}) => spec.replicas)).toEqual([0, 3]);
	});

	it('scales without a new revision, down to none', async () => {
		await start('resized');
		await ground.patch('deployments', '/resized/scale', mergePatch, {spec: {replicas: 4}});
		const grown = await done('resized');
		expect([grown.metadata.annotations[revision], grown.status.readyReplicas]).toEqual(['1', 4]);
		await ground.patch('deployments', '/resized/scale', mergePatch, {spec: {replicas: 0}});
		await done('resized');
		const empty = await ground.eventually(
			'deployments',
			'/resized',
			({status}) => status.replicas === undefined,
		);
		expect([empty.status.readyReplicas, empty.status.availableReplicas]).toEqual([undefined, undefined]);
		await ground.eventually('pods', '?labelSelector=app%3Dresized', ({items}) => items.length === 0);
	});

	it('keeps proportions when it is scaled while it rolls', async () => {
		await start('proportional', {replicas: 10, strategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}});
		await setImage('proportional', 'registry.example.com/broken:2');
		await ground.eventually(
			'deployments',
			'/proportional',
			({status}) => status.replicas === 13 && status.updatedReplicas === 5,
		);
		await ground.patch('deployments', '/proportional/scale', mergePatch, {spec: {replicas: 15}});
		await ground.eventually('deployments', '/proportional', ({status}) => status.replicas === 18);
		expect((await setsOf('proportional')).map(({spec}) => spec.replicas)).toEqual([11, 7]);
	});

	it('takes everything down first when it recreates', async () => {
		await start('recreated', {replicas: 2, strategy: {type: 'Recreate'}});
		const {metadata} = await ground.read('replicasets');
		const watch = await ground.watch(
			ground.path(
				'replicasets',
				`?watch=1&labelSelector=app%3Drecreated&resourceVersion=${metadata.resourceVersion}`,
			),
		);
		await setImage('recreated', 'registry.example.com/app:2');
		const grows = await watch.until(({object}) => revisionOf(object) === 2 && object.spec.replicas === 2);
		const before = watch.events.slice(0, watch.events.indexOf(grows));
		const old = before.filter(({object}) => revisionOf(object) === 1).at(-1)!.object;
		expect([old.spec.replicas, old.status.replicas]).toEqual([0, 0]);
		watch.close();
		await done('recreated');
	});

	it('waits for pods to stay ready', async () => {
		await ground.make('deployments', deployment('patient', {replicas: 1, minReadySeconds: 3}));
		const ready = await ground.eventually(
			'deployments',
			'/patient',
			({status}) => status?.readyReplicas === 1,
		);
		expect([ready.status.availableReplicas, ready.status.unavailableReplicas]).toEqual([undefined, 1]);
		await done('patient');
	});

	it('forgets revisions beyond its limit', async () => {
		await start('forgetful', {replicas: 1, revisionHistoryLimit: 1});
		for (const tag of [2, 3]) {
			await setImage('forgetful', `registry.example.com/app:${tag}`);
			await done('forgetful');
		}
		await ground.eventually('replicasets', '?labelSelector=app%3Dforgetful', ({items}) => items.length === 2);
		expect((await setsOf('forgetful')).map(revisionOf)).toEqual([2, 3]);
	});

	it('is kept within the bounds of its autoscaler', async () => {
		await start('autoscaled', {replicas: 1});
		await ground.make('horizontalpodautoscalers', {
			metadata: {name: 'autoscaled'},
			spec: {
				scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'autoscaled'},
				minReplicas: 2,
				maxReplicas: 3,
			},
		});
		// An autoscaler looks every fifteen seconds.
		const patience = {timeout: 60_000, interval: 250};
		const replicas = async () => (await ground.read('deployments', '/autoscaled')).spec.replicas;
		await expect.poll(replicas, patience).toBe(2);
		const {metadata, status} = await ground.eventually(
			'horizontalpodautoscalers',
			'/autoscaled',
			read => read.status.desiredReplicas === 2,
		);
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		const message = 'New size: 2; reason: Current number of replicas below Spec.MinReplicas';
		expect(items.map((event: Json) => [event.reason, event.message])).toContainEqual([
			'SuccessfulRescale',
			message,
		]);
		expect(status.desiredReplicas).toBe(2);
		expect(condition({status}, 'AbleToScale')).toMatchObject({status: 'True', reason: 'SucceededRescale'});
	}, 90_000);

	it('replaces a pod that is deleted', async () => {
		await start('healed');
		const {items} = await ground.read('pods', '?labelSelector=app%3Dhealed');
		const [lost] = items;
		await ground.ask('DELETE', ground.path('pods', `/${lost.metadata.name}`));
		const isHealed = (read: Json) =>
			read.items.length === 2 &&
			read.items.every(
				(pod: Json) => pod.metadata.uid !== lost.metadata.uid && condition(pod, 'Ready')?.status === 'True',
			);
		await ground.eventually('pods', '?labelSelector=app%3Dhealed', isHealed);
	});

	it.each(['Background', 'Foreground'])('takes what it owns with it when it is deleted: %s', async policy => {
		const name = policy.toLowerCase();
		await start(name);
		await ground.ask('DELETE', ground.path('deployments', `/${name}?propagationPolicy=${policy}`));
		await ground.eventually('replicasets', `?labelSelector=app%3D${name}`, ({items}) => items.length === 0);
		await ground.eventually('pods', `?labelSelector=app%3D${name}`, ({items}) => items.length === 0);
		await ground.eventually(
			'deployments',
			`?fieldSelector=metadata.name%3D${name}`,
			({items}) => items.length === 0,
		);
	});

	it('leaves what it owns behind when told to', async () => {
		await start('orphaning');
		await ground.ask('DELETE', ground.path('deployments', '/orphaning?propagationPolicy=Orphan'));
		await ground.eventually(
			'deployments',
			'?fieldSelector=metadata.name%3Dorphaning',
			({items}) => items.length === 0,
		);
		const [set] = await setsOf('orphaning');
		expect(set.metadata.ownerReferences).toBeUndefined();
		expect(set.status.readyReplicas).toBe(2);
	});
}
