/** Stateful sets: pods with names that last, made, replaced and removed in order. */
import {expect, it} from 'vitest';
import type {Json, Watch} from './connection.ts';
import type {Ground} from './ground.ts';
import {jsonPatch, mergePatch} from './objects.ts';

const slow = 'pod-ready.stage.kwok.x-k8s.io/delay';
const changeRule =
	"Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function statefulSet(name: string, spec: Json = {}): Json {
	const labels = {app: name};
	const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
	return {
		apiVersion: 'apps/v1',
		kind: 'StatefulSet',
		metadata: {name, labels},
		spec: {
			replicas: 2,
			serviceName: name,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers}},
			...spec,
		},
	};
}

export function checkStatefulSets(ground: Ground): void {
	const path = ground.path('statefulsets');
	const isDone = ({metadata, spec, status}: Json) =>
		status.observedGeneration === metadata.generation &&
		status.replicas === spec.replicas &&
		(status.updatedReplicas ?? 0) === spec.replicas &&
		(status.availableReplicas ?? 0) === spec.replicas &&
		status.currentRevision === status.updateRevision;
	const done = (name: string) => ground.eventually('statefulsets', `/${name}`, isDone);
	const start = async (name: string, spec: Json = {}) => {
		await ground.make('statefulsets', statefulSet(name, spec));
		return done(name);
	};
	const podsOf = async (name: string): Promise<Json[]> =>
		(await ground.read('pods', `?labelSelector=app%3D${name}`)).items;
	const revisionsOf = async (name: string): Promise<Json[]> => {
		const {items} = await ground.read('controllerrevisions', `?labelSelector=app%3D${name}`);
		return items.sort((a: Json, b: Json) => a.revision - b.revision);
	};
	const setImage = (name: string, image: string) =>
		ground.patch('statefulsets', `/${name}`, jsonPatch, [
			{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
		]);
	const followPods = (name: string) =>
		ground.watch(ground.path('pods', `?watch=true&labelSelector=app%3D${name}`));
	/** The names of pods in the order in which they came or went, each once. */
	const namesOf = ({events}: Watch, type: string) => [
		...new Set(events.filter(event => event.type === type).map(({object}) => object.metadata.name)),
	];
	const refuse = async (spec: Json): Promise<Json[]> => {
		const {status, body} = await ground.ask('POST', path, {body: statefulSet('refused', spec)});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		return body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
	};

	it.concurrent('fills in what is left open', async () => {
		const {metadata, spec, status} = await ground.make('statefulsets', statefulSet('filled', {replicas: 0}));
		expect(metadata.generation).toBe(1);
		expect(spec).toMatchObject({
			replicas: 0,
			serviceName: 'filled',
			podManagementPolicy: 'OrderedReady',
			updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}},
			revisionHistoryLimit: 10,
			persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Retain', whenScaled: 'Retain'},
		});
		expect(status).toEqual({replicas: 0, availableReplicas: 0});
		const bare = await ground.make(
			'statefulsets',
			statefulSet('bare', {
				replicas: undefined,
				updateStrategy: {rollingUpdate: {maxUnavailable: 2}},
			}),
		);
		expect([bare.spec.replicas, bare.spec.updateStrategy.rollingUpdate]).toEqual([1, {partition: 0}]);
	});

	it.concurrent('makes pods one after the other, with names, labels and a host name', async () => {
		const watch = await followPods('ordered');
		const {metadata, status} = await start('ordered', {replicas: 3});
		expect(status).toEqual({
			observedGeneration: 1,
			replicas: 3,
			readyReplicas: 3,
			currentReplicas: 3,
			updatedReplicas: 3,
			currentRevision: expect.stringMatching(/^ordered-[a-z0-9]+$/),
			updateRevision: status.currentRevision,
			collisionCount: 0,
			availableReplicas: 3,
		});
		expect(namesOf(watch, 'ADDED')).toEqual(['ordered-0', 'ordered-1', 'ordered-2']);
		const ready = watch.events.findIndex(
			({object}) =>
				object.metadata.name === 'ordered-0' &&
				object.status.conditions?.some(({type, status}: Json) => type === 'Ready' && status === 'True'),
		);
		const second = watch.events.findIndex(({object}) => object.metadata.name === 'ordered-1');
		expect(ready).toBeLessThan(second);
		watch.close();
		const pod = await ground.read('pods', '/ordered-1');
		expect(pod.metadata).toMatchObject({
			generateName: 'ordered-',
			labels: {
				app: 'ordered',
				'apps.kubernetes.io/pod-index': '1',
				'controller-revision-hash': status.currentRevision,
				'statefulset.kubernetes.io/pod-name': 'ordered-1',
			},
			ownerReferences: [
				{
					apiVersion: 'apps/v1',
					kind: 'StatefulSet',
					name: 'ordered',
					uid: metadata.uid,
					controller: true,
					blockOwnerDeletion: true,
				},
			],
		});
		expect([pod.spec.hostname, pod.spec.subdomain]).toEqual(['ordered-1', 'ordered']);
	});

	it.concurrent('tells of it in events', async () => {
		const {metadata} = await start('eventful', {replicas: 1});
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		expect(items[0]).toMatchObject({
			type: 'Normal',
			reason: 'SuccessfulCreate',
			message: 'Create Pod eventful-0 in StatefulSet eventful successful',
			source: {component: 'statefulset-controller'},
		});
	});

	it.concurrent('makes all pods at once where order does not matter', async () => {
		const annotations = {[slow]: '1s'};
		const labels = {app: 'parallel'};
		const containers = [
			{
				name: 'app',
				image: 'registry.example.com/app:1',
				readinessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 1},
			},
		];
		const template = {metadata: {labels, annotations}, spec: {containers}};
		const spec = {podManagementPolicy: 'Parallel', replicas: 3, template};
		await ground.make('statefulsets', statefulSet('parallel', spec));
		const {status} = await ground.eventually(
			'statefulsets',
			'/parallel',
			({status}) => status.replicas === 3,
		);
		expect(status.readyReplicas ?? 0).toBe(0);
		await done('parallel');
	});

	it.concurrent('keeps its templates as revisions', async () => {
		const {metadata, status} = await start('kept', {replicas: 1});
		const [revision] = await revisionsOf('kept');
		const hash = revision.metadata.labels['controller.kubernetes.io/hash'];
		expect([revision.metadata.name, revision.revision]).toEqual([status.currentRevision, 1]);
		expect(revision.metadata.name).toBe(`kept-${hash}`);
		expect(revision.metadata.ownerReferences).toMatchObject([
			{kind: 'StatefulSet', uid: metadata.uid, controller: true},
		]);
		expect(revision.data.spec.template).toMatchObject({
			$patch: 'replace',
			metadata: {labels: {app: 'kept'}},
			spec: {containers: [{name: 'app', image: 'registry.example.com/app:1'}], restartPolicy: 'Always'},
		});
		const replaced = await ground.patch('controllerrevisions', `/${revision.metadata.name}`, mergePatch, {
			data: {spec: null},
		});
		expect([replaced.status, replaced.body.details.causes[0].field]).toEqual([422, 'data']);
	});

	it.concurrent('updates the last pod first, and each when those behind it serve', async () => {
		const before = await start('updated', {replicas: 3});
		const watch = await followPods('updated');
		expect((await setImage('updated', 'registry.example.com/app:2')).body.metadata.generation).toBe(2);
		const under = await ground.eventually(
			'statefulsets',
			'/updated',
			({status}) => status.observedGeneration === 2,
		);
		expect(under.status).toMatchObject({currentRevision: before.status.currentRevision});
		expect(under.status.updateRevision).not.toBe(before.status.updateRevision);
		const {status} = await done('updated');
		expect(namesOf(watch, 'DELETED')).toEqual(['updated-2', 'updated-1', 'updated-0']);
		watch.close();
		expect(status).toMatchObject({currentReplicas: 3, updatedReplicas: 3, readyReplicas: 3});
		const pods = await podsOf('updated');
		expect(pods.map(({spec}) => spec.containers[0].image)).toEqual(
			Array(3).fill('registry.example.com/app:2'),
		);
		const labels = pods.map(({metadata}) => metadata.labels['controller-revision-hash']);
		expect(new Set(labels)).toEqual(new Set([status.updateRevision]));
		expect((await revisionsOf('updated')).map(({revision}) => revision)).toEqual([1, 2]);
	});

	it.concurrent('goes back to a revision under a new number', async () => {
		const {status} = await start('returned', {replicas: 1});
		await setImage('returned', 'registry.example.com/app:2');
		await done('returned');
		await setImage('returned', 'registry.example.com/app:1');
		const after = await done('returned');
		expect(after.status.currentRevision).toBe(status.currentRevision);
		const revisions = await revisionsOf('returned');
		expect(
			revisions.map(({metadata, revision}) => [metadata.name === status.currentRevision, revision]),
		).toEqual([
			[false, 2],
			[true, 3],
		]);
	});

	it.concurrent('forgets revisions beyond its limit', async () => {
		await start('forgetful', {replicas: 1, revisionHistoryLimit: 1});
		for (const tag of [2, 3, 4]) {
			await setImage('forgetful', `registry.example.com/app:${tag}`);
			await done('forgetful');
		}
		await ground.eventually(
			'controllerrevisions',
			'?labelSelector=app%3Dforgetful',
			({items}) => items.length === 2,
		);
		expect((await revisionsOf('forgetful')).map(({revision}) => revision)).toEqual([3, 4]);
	});

	it.concurrent('leaves pods below its partition as they are', async () => {
		const before = await start('parted', {
			replicas: 3,
			updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}},
		});
		await setImage('parted', 'registry.example.com/app:2');
		const {status} = await ground.eventually(
			'statefulsets',
			'/parted',
			({status}) => status.updatedReplicas === 1 && status.availableReplicas === 3,
		);
		expect(status).toMatchObject({
			currentReplicas: 2,
			currentRevision: before.status.currentRevision,
			observedGeneration: 2,
		});
		const images = (await podsOf('parted')).map(({spec}) => spec.containers[0].image.at(-1));
		expect(images).toEqual(['1', '1', '2']);
		await ground.ask('DELETE', ground.path('pods', '/parted-0'));
		const again = await ground.eventually('pods', '/parted-0', ({status}) => status?.phase === 'Running');
		expect(again.spec.containers[0].image).toBe('registry.example.com/app:1');
		await ground.patch('statefulsets', '/parted', mergePatch, {
			spec: {updateStrategy: {rollingUpdate: {partition: 0}}},
		});
		await done('parted');
	});

	it.concurrent('updates pods as they are deleted where that is its strategy', async () => {
		await start('unhurried', {updateStrategy: {type: 'OnDelete'}});
		await setImage('unhurried', 'registry.example.com/app:2');
		await ground.eventually('statefulsets', '/unhurried', ({status}) => status.observedGeneration === 2);
		await ground.ask('DELETE', ground.path('pods', '/unhurried-0'));
		const {status} = await ground.eventually(
			'statefulsets',
			'/unhurried',
			({status}) => status.updatedReplicas === 1 && status.availableReplicas === 2,
		);
		expect(status.currentReplicas).toBe(1);
		const images = (await podsOf('unhurried')).map(({spec}) => spec.containers[0].image.at(-1));
		expect(images).toEqual(['2', '1']);
	});

	it.concurrent('is scaled up in order and down from the last', async () => {
		await start('scaled', {replicas: 1});
		const scale = await ground.read('statefulsets', '/scaled/scale');
		expect(scale).toMatchObject({
			kind: 'Scale',
			spec: {replicas: 1},
			status: {replicas: 1, selector: 'app=scaled'},
		});
		const watch = await followPods('scaled');
		const larger = await ground.patch('statefulsets', '/scaled/scale', mergePatch, {spec: {replicas: 3}});
		expect([larger.status, larger.body.spec.replicas]).toEqual([200, 3]);
		expect((await done('scaled')).metadata.generation).toBe(2);
		await ground.patch('statefulsets', '/scaled/scale', mergePatch, {spec: {replicas: 0}});
		expect((await done('scaled')).status).toMatchObject({replicas: 0, availableReplicas: 0});
		await watch.until(({type, object}) => type === 'DELETED' && object.metadata.name === 'scaled-0');
		expect(namesOf(watch, 'ADDED')).toEqual(['scaled-0', 'scaled-1', 'scaled-2']);
		expect(namesOf(watch, 'DELETED')).toEqual(['scaled-2', 'scaled-1', 'scaled-0']);
		watch.close();
	});

	it.concurrent('has its pods named as hosts by their Service', async () => {
		const service = {
			metadata: {name: 'hosts'},
			spec: {clusterIP: 'None', selector: {app: 'hosts'}, ports: [{port: 80}]},
		};
		await ground.make('services', service);
		await start('hosts');
		const {items} = await ground.eventually(
			'endpointslices',
			'?labelSelector=kubernetes.io%2Fservice-name%3Dhosts',
			({items}) => items[0]?.endpoints?.length === 2,
		);
		expect(items[0].metadata.labels).toMatchObject({'service.kubernetes.io/headless': ''});
		const hosts = items[0].endpoints.map(({hostname}: Json) => hostname);
		expect(hosts.sort()).toEqual(['hosts-0', 'hosts-1']);
	});

	it.concurrent('replaces a pod that is deleted under the same name', async () => {
		await start('lasting', {replicas: 1});
		const {metadata} = await ground.read('pods', '/lasting-0');
		await ground.ask('DELETE', ground.path('pods', '/lasting-0'));
		const again = await ground.eventually(
			'pods',
			'/lasting-0',
			read => read.metadata?.uid !== metadata.uid && read.status?.phase === 'Running',
		);
		expect(again.metadata.labels).toMatchObject({'apps.kubernetes.io/pod-index': '0'});
	});

	it.concurrent('replaces a pod that failed', async () => {
		await start('failing', {replicas: 1});
		const {metadata} = await ground.read('pods', '/failing-0');
		await ground.patch('pods', '/failing-0/status', mergePatch, {status: {phase: 'Failed'}});
		await ground.eventually(
			'pods',
			'/failing-0',
			read => read.metadata?.uid !== metadata.uid && read.status?.phase === 'Running',
		);
	});

	it.concurrent('is restarted by an annotation of its template', async () => {
		const before = await start('restarted', {replicas: 1});
		const annotations = {'kubectl.kubernetes.io/restartedAt': '2030-01-01T00:00:00Z'};
		await ground.patch('statefulsets', '/restarted', mergePatch, {
			spec: {template: {metadata: {annotations}}},
		});
		const after = await done('restarted');
		expect(after.status.currentRevision).not.toBe(before.status.currentRevision);
		expect((await ground.read('pods', '/restarted-0')).metadata.annotations).toMatchObject(annotations);
	});

	it.concurrent('stops at a version that does not start', async () => {
		await start('stuck');
		await setImage('stuck', 'registry.example.com/broken:2');
		const {status} = await ground.eventually(
			'statefulsets',
			'/stuck',
			({status}) => status.updatedReplicas === 1 && status.readyReplicas === 1,
		);
		expect(status).toMatchObject({currentReplicas: 1, replicas: 2, availableReplicas: 1});
	});

	it.concurrent('refuses what makes no sense', async () => {
		expect(
			await refuse({
				podManagementPolicy: 'x',
				updateStrategy: {type: 'y'},
				replicas: -1,
				selector: undefined,
				template: undefined,
			}),
		).toEqual([
			`spec.podManagementPolicy: Invalid value: "x": must be 'OrderedReady' or 'Parallel'`,
			`spec.updateStrategy: Invalid value: {"Type":"y","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`,
			'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
			'spec.selector: Required value',
			'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
			'spec.template.spec.containers: Required value',
		]);
		expect(
			await refuse({
				updateStrategy: {type: 'OnDelete', rollingUpdate: {partition: 1}},
				serviceName: 'A',
				selector: {},
			}),
		).toEqual([
			`spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'`,
			expect.stringMatching(
				/^spec.serviceName: Invalid value: "A": a lowercase RFC 1123 label must consist of/,
			),
			'spec.selector: Invalid value: {}: empty selector is invalid for statefulset',
		]);
		expect(await refuse({updateStrategy: {rollingUpdate: {partition: -1}}})).toEqual([
			'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
		]);
		const metadata = {labels: {app: 'refused'}};
		const podSpec = {restartPolicy: 'Never', activeDeadlineSeconds: 1, containers: []};
		expect(await refuse({template: {metadata, spec: podSpec}})).toEqual([
			'spec.template.spec.containers: Required value',
			'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
			'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported',
		]);
	});

	it.concurrent('keeps most of what it was made with', async () => {
		await ground.make('statefulsets', statefulSet('fixed', {replicas: 0}));
		for (const spec of [{serviceName: 'other'}, {podManagementPolicy: 'Parallel'}]) {
			const {status, body} = await ground.patch('statefulsets', '/fixed', mergePatch, {spec});
			expect([status, body.details.causes]).toEqual([
				422,
				[{reason: 'FieldValueForbidden', message: changeRule, field: 'spec'}],
			]);
		}
	});
}
