/** Pods that run to their end. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';

export function checkCompletion(ground: Ground): void {
	const pod = (name: string, spec: Json, metadata: Json = {}): Json => ({
		metadata: {name, ...metadata, labels: {app: name, ...metadata.labels}},
		spec: {containers: [{name: 'app', image: 'registry.example.com/app:1'}], ...spec},
	});
	const isOver = ({status}: Json) => ['Succeeded', 'Failed'].includes(status?.phase);
	const conditions = ({status}: Json) =>
		Object.fromEntries(status.conditions.map(({type, status, reason}: Json) => [type, [status, reason]]));
	const fails = {labels: {sim: 'fails'}};

	it.each(['Never', 'OnFailure'])('completes a pod with restart policy %s', async restartPolicy => {
		const name = `completes-${restartPolicy.toLowerCase()}`;
		await ground.make('pods', pod(name, {restartPolicy}));
		const {status} = await ground.eventually('pods', `/${name}`, isOver);
		expect(status.phase).toBe('Succeeded');
		expect(conditions({status})).toMatchObject({
			Initialized: ['True', 'PodCompleted'],
			Ready: ['False', 'PodCompleted'],
			ContainersReady: ['False', 'PodCompleted'],
			PodScheduled: ['True', undefined],
		});
		const [container] = status.containerStatuses;
		expect(container).toMatchObject({name: 'app', ready: false, started: false, restartCount: 0});
		const {exitCode, reason, startedAt, finishedAt} = container.state.terminated;
		expect([exitCode, reason]).toEqual([0, 'Completed']);
		expect(Date.parse(finishedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
		expect(status.podIP).toBeTruthy();
	});

	it('fails a pod that is not to be started again', async () => {
		await ground.make('pods', pod('fails-never', {restartPolicy: 'Never'}, fails));
		const {status} = await ground.eventually('pods', '/fails-never', isOver);
		expect(status.phase).toBe('Failed');
		expect(conditions({status})).toMatchObject({
			Initialized: ['True', undefined],
			Ready: ['False', 'PodFailed'],
			ContainersReady: ['False', 'PodFailed'],
		});
		const [{state, restartCount, ready}] = status.containerStatuses;
		expect([ready, restartCount, state.terminated.exitCode, state.terminated.reason]).toEqual([
			false,
			0,
			1,
			'Error',
		]);
	});

	it('starts a failed container again where its pod says so', async () => {
		await ground.make('pods', pod('fails-onfailure', {restartPolicy: 'OnFailure'}, fails));
		const isBackingOff = ({status}: Json) =>
			status?.containerStatuses?.[0].state.waiting?.reason === 'CrashLoopBackOff';
		const {status} = await ground.eventually('pods', '/fails-onfailure', isBackingOff);
		const [{restartCount, lastState}] = status.containerStatuses;
		expect(status.phase).toBe('Running');
		expect(restartCount).toBeGreaterThan(0);
		expect([lastState.terminated.exitCode, lastState.terminated.reason]).toEqual([1, 'Error']);
		expect(conditions({status}).Ready).toEqual(['False', 'ContainersNotReady']);
	});

	it('runs for as long as its annotation says', async () => {
		const annotations = {'pod-complete.stage.kwok.x-k8s.io/delay': '3s'};
		await ground.make('pods', pod('takes-time', {restartPolicy: 'Never'}, {annotations}));
		const {status} = await ground.eventually('pods', '/takes-time', isOver);
		const {startedAt, finishedAt} = status.containerStatuses[0].state.terminated;
		expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(2000);
	});

	it('has no grace for what is over', async () => {
		await ground.make('pods', pod('over', {restartPolicy: 'Never'}));
		await ground.eventually('pods', '/over', isOver);
		expect((await ground.ask('DELETE', ground.path('pods', '/over'))).status).toBe(200);
		expect((await ground.ask('GET', ground.path('pods', '/over'))).status).toBe(404);
	});

	it('replaces a pod that ended under a replica set', async () => {
		const labels = {app: 'ends'};
		const template = {metadata: {labels}, spec: pod('ends', {}).spec};
		const set = {metadata: {name: 'ends'}, spec: {replicas: 1, selector: {matchLabels: labels}, template}};
		await ground.make('replicasets', set);
		const ready = await ground.eventually('replicasets', '/ends', ({status}) => status.readyReplicas === 1);
		expect(ready.status.replicas).toBe(1);
		const [first] = (await ground.read('pods', '?labelSelector=app%3Dends')).items;
		const type = 'application/merge-patch+json';
		const path = ground.path('pods', `/${first.metadata.name}/status`);
		expect((await ground.ask('PATCH', path, {type, body: {status: {phase: 'Failed'}}})).status).toBe(200);
		const isReplaced = ({items}: Json) =>
			items.some(({metadata}: Json) => metadata.uid !== first.metadata.uid);
		await ground.eventually('pods', '?labelSelector=app%3Dends', isReplaced);
	});
}
