/** Daemon sets: a pod on every node that takes it. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {jsonPatch, mergePatch} from './objects.ts';

const generation = 'deprecated.daemonset.template.generation';

function daemonSet(name: string, spec: Json = {}, podSpec: Json = {}): Json {
	const labels = {app: name};
	const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
	return {
		apiVersion: 'apps/v1',
		kind: 'DaemonSet',
		metadata: {name, labels},
		spec: {
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers, ...podSpec}},
			...spec,
		},
	};
}

export function checkDaemonSets(ground: Ground): void {
	const path = ground.path('daemonsets');
	const isDone = ({metadata, status}: Json) =>
		status.observedGeneration === metadata.generation &&
		status.updatedNumberScheduled === status.desiredNumberScheduled &&
		status.numberAvailable === status.desiredNumberScheduled;
	const done = (name: string) => ground.eventually('daemonsets', `/${name}`, isDone);
	const start = async (name: string, spec: Json = {}, podSpec: Json = {}) => {
		await ground.make('daemonsets', daemonSet(name, spec, podSpec));
		return done(name);
	};
	const podsOf = async (name: string): Promise<Json[]> =>
		(await ground.read('pods', `?labelSelector=app%3D${name}`)).items;
	const freeNodes = async (): Promise<string[]> => {
		const {body} = await ground.ask('GET', '/api/v1/nodes');
		const isFree = ({key}: Json) => key === 'node.kubernetes.io/unschedulable';
		const free = body.items.filter(({spec}: Json) => (spec.taints ?? []).every(isFree));
		return free.map(({metadata}: Json) => metadata.name).sort();
	};
	const label = (node: string, labels: Json) =>
		ground.ask('PATCH', `/api/v1/nodes/${node}`, {type: mergePatch, body: {metadata: {labels}}});
	const setImage = (name: string, image: string) =>
		ground.patch('daemonsets', `/${name}`, jsonPatch, [
			{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
		]);
	const revisionsOf = async (name: string): Promise<Json[]> => {
		const {items} = await ground.read('controllerrevisions', `?labelSelector=app%3D${name}`);
		return items.sort((a: Json, b: Json) => a.revision - b.revision);
	};
	const refuse = async (spec: Json): Promise<string[]> => {
		const {status, body} = await ground.ask('POST', path, {body: daemonSet('refused', spec)});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		return body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
	};

	it.concurrent('fills in what is left open', async () => {
		const {metadata, spec, status} = await ground.make('daemonsets', daemonSet('filled'));
		expect([metadata.generation, metadata.annotations]).toEqual([1, {[generation]: '1'}]);
		expect(spec).toMatchObject({
			updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 1, maxSurge: 0}},
			revisionHistoryLimit: 10,
		});
		expect(status).toEqual({
			currentNumberScheduled: 0,
			numberMisscheduled: 0,
			desiredNumberScheduled: 0,
			numberReady: 0,
		});
	});

	it.concurrent('puts one pod on every node', async () => {
		const {metadata, status} = await start('everywhere');
		const nodes = await freeNodes();
		expect(status).toEqual({
			currentNumberScheduled: nodes.length,
			numberMisscheduled: 0,
			desiredNumberScheduled: nodes.length,
			numberReady: nodes.length,
			observedGeneration: 1,
			updatedNumberScheduled: nodes.length,
			numberAvailable: nodes.length,
		});
		const pods = await podsOf('everywhere');
		expect(pods.map(({spec}) => spec.nodeName).sort()).toEqual(nodes);
		const [pod] = pods;
		const [revision] = await revisionsOf('everywhere');
		const hash = revision.metadata.labels['controller-revision-hash'];
		expect(revision.metadata).toMatchObject({
			name: `everywhere-${hash}`,
			annotations: {[generation]: '1'},
			ownerReferences: [{kind: 'DaemonSet', uid: metadata.uid, controller: true}],
		});
		expect(pod.metadata.name).toMatch(/^everywhere-[a-z0-9]{5}$/);
		expect(pod.metadata).toMatchObject({
			generateName: 'everywhere-',
			labels: {app: 'everywhere', 'controller-revision-hash': hash, 'pod-template-generation': '1'},
			ownerReferences: [{kind: 'DaemonSet', uid: metadata.uid, controller: true, blockOwnerDeletion: true}],
		});
		expect(pod.spec.affinity).toEqual({
			nodeAffinity: {
				requiredDuringSchedulingIgnoredDuringExecution: {
					nodeSelectorTerms: [
						{matchFields: [{key: 'metadata.name', operator: 'In', values: [pod.spec.nodeName]}]},
					],
				},
			},
		});
		expect(
			pod.spec.tolerations.map(({key, operator, effect}: Json) => `${key}:${operator}:${effect}`),
		).toEqual([
			'node.kubernetes.io/not-ready:Exists:NoExecute',
			'node.kubernetes.io/unreachable:Exists:NoExecute',
			'node.kubernetes.io/disk-pressure:Exists:NoSchedule',
			'node.kubernetes.io/memory-pressure:Exists:NoSchedule',
			'node.kubernetes.io/pid-pressure:Exists:NoSchedule',
			'node.kubernetes.io/unschedulable:Exists:NoSchedule',
		]);
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length === nodes.length);
		expect(items[0]).toMatchObject({
			type: 'Normal',
			reason: 'SuccessfulCreate',
			message: expect.stringMatching(/^Created pod: everywhere-/),
			source: {component: 'daemonset-controller'},
		});
	});

	it.concurrent('follows the labels of nodes', async () => {
		const [first, second] = await freeNodes();
		const name = `chosen-${ground.namespace}`;
		await ground.make('daemonsets', daemonSet('chosen', {}, {nodeSelector: {[name]: 'yes'}}));
		const {status} = await ground.eventually(
			'daemonsets',
			'/chosen',
			({status}) => status.observedGeneration === 1,
		);
		expect(status).toEqual({
			currentNumberScheduled: 0,
			numberMisscheduled: 0,
			desiredNumberScheduled: 0,
			numberReady: 0,
			observedGeneration: 1,
		});
		try {
			await label(first!, {[name]: 'yes'});
			await ground.eventually('daemonsets', '/chosen', ({status}) => status.numberAvailable === 1);
			expect((await podsOf('chosen')).map(({spec}) => spec.nodeName)).toEqual([first]);
			await label(second!, {[name]: 'yes'});
			await ground.eventually('daemonsets', '/chosen', ({status}) => status.numberAvailable === 2);
		} finally {
			await label(first!, {[name]: null});
			await label(second!, {[name]: null});
		}
		await ground.eventually('pods', '?labelSelector=app%3Dchosen', ({items}) => items.length === 0);
		const after = await ground.eventually(
			'daemonsets',
			'/chosen',
			({status}) => status.desiredNumberScheduled === 0 && status.numberMisscheduled === 0,
		);
		expect(after.status.numberReady).toBe(0);
	});

	it.concurrent('replaces a pod that is deleted on the same node', async () => {
		await start('replaced');
		const [pod] = await podsOf('replaced');
		await ground.ask('DELETE', ground.path('pods', `/${pod.metadata.name}`));
		const {items} = await ground.eventually(
			'pods',
			'?labelSelector=app%3Dreplaced',
			({items}) =>
				items.every(({metadata}: Json) => metadata.uid !== pod.metadata.uid) &&
				items.some(({spec}: Json) => spec.nodeName === pod.spec.nodeName),
		);
		expect(items.length).toBeGreaterThan(0);
	});

	it.concurrent('replaces a pod that failed, and says so', async () => {
		const {metadata} = await start('failing');
		const [pod] = await podsOf('failing');
		const {name} = pod.metadata;
		await ground.patch('pods', `/${name}/status`, mergePatch, {status: {phase: 'Failed'}});
		await ground.eventually('pods', `/${name}`, ({code}) => code === 404);
		await ground.eventually('pods', '?labelSelector=app%3Dfailing', ({items}) =>
			items.some(({spec}: Json) => spec.nodeName === pod.spec.nodeName),
		);
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const isTold = ({items}: Json) => items.some(({reason}: Json) => reason === 'FailedDaemonPod');
		const {items} = await ground.eventually('events', about, isTold);
		expect(items.find(({reason}: Json) => reason === 'FailedDaemonPod')).toMatchObject({
			type: 'Warning',
			message: `Found failed daemon pod ${ground.namespace}/${name} on node ${pod.spec.nodeName}, will try to kill it`,
		});
	});

	it.concurrent('takes one pod down after the other for another template', async () => {
		const {status: before} = await start('rolled');
		const watch = await ground.watch(
			ground.path('daemonsets', '?watch=true&fieldSelector=metadata.name%3Drolled'),
		);
		const {body} = await setImage('rolled', 'registry.example.com/app:2');
		expect([body.metadata.generation, body.metadata.annotations[generation]]).toEqual([2, '2']);
		const {status} = await done('rolled');
		expect(status.desiredNumberScheduled).toBe(before.desiredNumberScheduled);
		const missing = watch.events.map(({object}) => object.status.numberUnavailable ?? 0);
		watch.close();
		expect(Math.max(...missing)).toBe(1);
		const pods = await podsOf('rolled');
		const images = new Set(pods.map(({spec}) => spec.containers[0].image));
		expect(images).toEqual(new Set(['registry.example.com/app:2']));
		expect(pods[0].metadata.labels['pod-template-generation']).toBe('2');
		expect((await revisionsOf('rolled')).map(({revision}) => revision)).toEqual([1, 2]);
		await setImage('rolled', 'registry.example.com/app:1');
		await done('rolled');
		expect((await revisionsOf('rolled')).map(({revision}) => revision)).toEqual([2, 3]);
	});

	it.concurrent('puts new pods beside the old ones where it may surge', async () => {
		const updateStrategy = {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}};
		const {status: before} = await start('surging', {updateStrategy});
		const desired: number = before.desiredNumberScheduled;
		const watch = await ground.watch(ground.path('pods', '?watch=true&labelSelector=app%3Dsurging'));
		await setImage('surging', 'registry.example.com/app:2');
		await done('surging');
		await ground.eventually('pods', '?labelSelector=app%3Dsurging', ({items}) => items.length === desired);
		const staying = new Set<string>();
		const counts = watch.events.map(({type, object: {metadata}}) => {
			if (type === 'DELETED' || metadata.deletionTimestamp) staying.delete(metadata.uid);
			else staying.add(metadata.uid);
			return staying.size;
		});
		watch.close();
		expect(Math.max(...counts)).toBe(desired + 1);
		expect(Math.min(...counts.slice(desired))).toBe(desired);
	});

	it.concurrent('stops at a version that does not start', async () => {
		const {status: before} = await start('stuck');
		await setImage('stuck', 'registry.example.com/broken:2');
		const {status} = await ground.eventually(
			'daemonsets',
			'/stuck',
			({status}) => status.updatedNumberScheduled === 1 && status.numberUnavailable === 1,
		);
		expect(status.numberAvailable).toBe(before.desiredNumberScheduled - 1);
	});

	it.concurrent('replaces pods as they are deleted where that is its strategy', async () => {
		await start('unhurried', {updateStrategy: {type: 'OnDelete'}});
		await setImage('unhurried', 'registry.example.com/app:2');
		const {status} = await ground.eventually(
			'daemonsets',
			'/unhurried',
			({status}) => status.observedGeneration === 2,
		);
		expect(status.updatedNumberScheduled).toBeUndefined();
		const [pod] = await podsOf('unhurried');
		await ground.ask('DELETE', ground.path('pods', `/${pod.metadata.name}`));
		await ground.eventually(
			'daemonsets',
			'/unhurried',
			({status}) =>
				status.updatedNumberScheduled === 1 && status.numberAvailable === status.desiredNumberScheduled,
		);
	});

	it.concurrent('is restarted by an annotation of its template, and counts nothing else', async () => {
		await start('restarted');
		const annotations = {'kubectl.kubernetes.io/restartedAt': '2030-01-01T00:00:00Z'};
		await ground.patch('daemonsets', '/restarted', mergePatch, {
			spec: {template: {metadata: {annotations}}},
		});
		const {metadata} = await done('restarted');
		expect([metadata.generation, metadata.annotations[generation]]).toEqual([2, '2']);
		const changed = await ground.patch('daemonsets', '/restarted', mergePatch, {
			metadata: {annotations: {[generation]: '7'}},
			spec: {revisionHistoryLimit: 3},
		});
		expect([changed.body.metadata.generation, changed.body.metadata.annotations[generation]]).toEqual([
			3,
			'2',
		]);
	});

	it.concurrent('takes its pods and revisions with it when it is deleted', async () => {
		await start('deleted');
		await ground.ask('DELETE', ground.path('daemonsets', '/deleted'));
		await ground.eventually('pods', '?labelSelector=app%3Ddeleted', ({items}) => items.length === 0);
		await ground.eventually(
			'controllerrevisions',
			'?labelSelector=app%3Ddeleted',
			({items}) => items.length === 0,
		);
	});

	it.concurrent('refuses what makes no sense', async () => {
		expect(
			await refuse({
				minReadySeconds: -1,
				updateStrategy: {type: 'y'},
				selector: undefined,
				template: undefined,
			}),
		).toEqual([
			'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
			'spec.template.spec.containers: Required value',
			'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
			'spec.updateStrategy: Unsupported value: {"Type":"y","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
		]);
		expect(await refuse({updateStrategy: {rollingUpdate: {maxUnavailable: 0}}})).toEqual([
			'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
		]);
		expect(await refuse({updateStrategy: {rollingUpdate: {maxUnavailable: 1, maxSurge: '10%'}}})).toEqual([
			'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero',
		]);
		expect(await refuse({selector: {}})).toEqual([
			'spec.selector: Invalid value: {}: empty selector is invalid for daemonset',
		]);
		const metadata = {labels: {app: 'refused'}};
		expect(await refuse({template: {metadata, spec: {restartPolicy: 'Never', containers: []}}})).toEqual([
			'spec.template.spec.containers: Required value',
			'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
		]);
	});

	it.concurrent('keeps its selector', async () => {
		await ground.make('daemonsets', daemonSet('fixed'));
		const {status, body} = await ground.patch('daemonsets', '/fixed', mergePatch, {
			spec: {selector: {matchLabels: {a: 'b'}}},
		});
		expect([status, body.details.causes.map(({field}: Json) => field)]).toEqual([
			422,
			['spec.selector', 'spec.template.metadata.labels'],
		]);
		expect(body.details.causes[0].message).toMatch(/: field is immutable$/);
	});
}
