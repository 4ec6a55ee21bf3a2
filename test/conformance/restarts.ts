/** Pods that do not run as they should, and how they say so. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {mergePatch} from './objects.ts';

export function checkRestarts(ground: Ground): void {
	const image = 'registry.example.com/app:1';
	const pod = (name: string, labels: Json, spec: Json): Json => ({
		metadata: {name, labels: {app: name, ...labels}},
		spec,
	});
	const conditionOf = ({status}: Json, type: string) =>
		status?.conditions?.find((condition: Json) => condition.type === type);
	const isReady = (read: Json) => conditionOf(read, 'Ready')?.status === 'True';
	const stateOf = ({status}: Json, i = 0) => status?.containerStatuses?.[i]?.state ?? {};

	it('backs off from a container that keeps failing', async () => {
		await ground.make('pods', pod('crashing', {sim: 'crashloop'}, {containers: [{name: 'app', image}]}));
		const read = await ground.eventually(
			'pods',
			'/crashing',
			found => stateOf(found).waiting?.reason === 'CrashLoopBackOff',
		);
		expect(stateOf(read).waiting.message).toMatch(
			/^back-off \S+ restarting failed container=app pod=crashing/,
		);
		const [{restartCount, lastState, ready, started}] = read.status.containerStatuses;
		expect([read.status.phase, ready, started]).toEqual(['Running', false, false]);
		expect(restartCount).toBeGreaterThan(0);
		expect([lastState.terminated.exitCode, lastState.terminated.reason]).toEqual([1, 'Error']);
		expect(conditionOf(read, 'Ready')).toMatchObject({
			status: 'False',
			reason: 'ContainersNotReady',
			message: 'containers with unready status: [app]',
		});
		expect(conditionOf(read, 'Initialized').status).toBe('True');
	});

	it('backs off from an image that cannot be pulled', async () => {
		const containers = [
			{name: 'app', image: 'registry.example.com/broken:1'},
			{name: 'proxy', image},
		];
		await ground.make('pods', pod('imageless', {}, {containers}));
		const read = await ground.eventually(
			'pods',
			'/imageless',
			found => stateOf(found).waiting?.reason === 'ImagePullBackOff' && stateOf(found, 1).running,
		);
		expect(stateOf(read).waiting.message).toMatch(
			/^Back-off pulling image "registry\.example\.com\/broken:1"/,
		);
		expect(read.status.phase).toBe('Pending');
		expect(read.status.containerStatuses.map(({restartCount}: Json) => restartCount)).toEqual([0, 0]);
		expect(conditionOf(read, 'ContainersReady').status).toBe('False');
	});

	it('ends init containers before the others start', async () => {
		const initContainers = ['first', 'second'].map(name => ({name, image}));
		await ground.make('pods', pod('prepared', {}, {initContainers, containers: [{name: 'app', image}]}));
		const {status} = await ground.eventually('pods', '/prepared', isReady);
		expect(status.phase).toBe('Running');
		const init = status.initContainerStatuses.map(({name, ready, state}: Json) => [
			name,
			ready,
			state.terminated.exitCode,
			state.terminated.reason,
		]);
		expect(init).toEqual([
			['first', true, 0, 'Completed'],
			['second', true, 0, 'Completed'],
		]);
	});

	it('takes a pod out of service while its readiness probe fails', async () => {
		const readinessProbe = {httpGet: {path: '/ready', port: 8080}, periodSeconds: 1, failureThreshold: 1};
		await ground.make('pods', pod('probed', {}, {containers: [{name: 'app', image, readinessProbe}]}));
		const {status: before} = await ground.eventually('pods', '/probed', isReady);
		const label = (sim: string | null) =>
			ground.patch('pods', '/probed', mergePatch, {metadata: {labels: {sim}}});
		expect((await label('unready')).status).toBe(200);
		const read = await ground.eventually('pods', '/probed', found => !isReady(found));
		expect(conditionOf(read, 'Ready')).toMatchObject({
			reason: 'ContainersNotReady',
			message: 'containers with unready status: [app]',
		});
		expect(read.status.phase).toBe('Running');
		expect(read.status.containerStatuses[0]).toMatchObject({ready: false, started: true, restartCount: 0});
		await label(null);
		const {status} = await ground.eventually('pods', '/probed', isReady);
		expect(stateOf({status}).running.startedAt).toBe(stateOf({status: before}).running.startedAt);
		expect(conditionOf({status}, 'Ready').reason).toBeUndefined();
	});
}
