/** Pods that do not run as they should, and how they say so. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {mergePatch} from './objects.ts';
import {ownNodes} from './own-nodes.ts';

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

	it('has logs of init containers, too', async () => {
		const initContainers = [{name: 'first', image}];
		const containers = ['app', 'proxy'].map(name => ({name, image}));
		await ground.make('pods', pod('logged', {}, {initContainers, containers}));
		await ground.eventually('pods', '/logged', isReady);
		const log = (query: string) => ground.ask('GET', ground.path('pods', `/logged/log${query}`));
		const unnamed = await log('');
		expect([unnamed.status, unnamed.body.message]).toEqual([
			400,
			'a container name must be specified for pod logged, choose one of: [first app proxy]',
		]);
		expect((await log('?container=first')).status).toBe(200);
		expect((await log('?container=second')).status).toBe(400);
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

	it('says in one word how a pod is', async () => {
		const nodes = ownNodes(ground);
		const nodeName = await nodes.add('words');
		const containers = ['app', 'proxy'].map(name => ({name, image}));
		const initContainers = [
			{name: 'first', image},
			{name: 'side', image, restartPolicy: 'Always'},
			{name: 'last', image},
		];
		await ground.make(
			'pods',
			pod(
				'worded',
				{},
				{nodeName, containers, initContainers, readinessGates: [{conditionType: 'example.com/open'}]},
			),
		);
		const now = new Date().toISOString().replace(/\.\d+/, '');
		const status = (name: string, state: Json, more: Json = {}) => ({
			...{name, state, image, imageID: '', ready: false, restartCount: 0, lastState: {}},
			...more,
		});
		const running = (name: string, more: Json = {}) =>
			status(name, {running: {startedAt: now}}, {ready: true, started: true, ...more});
		const waits = (name: string, reason: string, more?: Json) => status(name, {waiting: {reason}}, more);
		const ended = (name: string, exitCode: number, reason?: string, more?: Json) =>
			status(name, {terminated: {exitCode, reason, startedAt: now, finishedAt: now}}, more);
		const is = (type: string, word: string) => ({type, status: word, lastTransitionTime: now});
		const past = [
			ended('first', 0, 'Completed', {restartCount: 3}),
			running('side', {restartCount: 1}),
			ended('last', 0, 'Completed'),
		];
		const table = async () => {
			const path = ground.path('pods', '/worded?includeObject=None');
			const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
			const {cells} = (await ground.ask('GET', path, {accept})).body.rows[0];
			return [cells[1], cells[2], cells[3].replace(/ \(.*/, ''), cells[8]];
		};
		const shown = async (
			phase: string,
			init: Json[],
			main: Json[],
			conditions: Json[] = [],
			more: Json = {},
		) => {
			const path = ground.path('pods', '/worded/status');
			const body = {
				status: {
					phase,
					conditions,
					initContainerStatuses: init,
					containerStatuses: main,
					reason: null,
					...more,
				},
			};
			expect((await ground.ask('PATCH', path, {type: mergePatch, body})).status).toBe(200);
			return table();
		};
		const idle = containers.map(({name}) => waits(name, 'PodInitializing'));
		const lastState = {terminated: {exitCode: 1, startedAt: now, finishedAt: now}};
		expect(await shown('Pending', [waits('first', 'PodInitializing')], idle)).toEqual([
			'0/3',
			'Init:0/3',
			'0',
			'0/1',
		]);
		expect(
			await shown('Pending', [waits('first', 'CrashLoopBackOff', {restartCount: 4, lastState})], idle),
		).toEqual(['0/3', 'Init:CrashLoopBackOff', '4', '0/1']);
		expect(await shown('Pending', [ended('first', 2, 'Error')], idle)).toEqual([
			'0/3',
			'Init:Error',
			'0',
			'0/1',
		]);
		expect(await shown('Pending', [ended('first', 2)], idle)).toEqual(['0/3', 'Init:ExitCode:2', '0', '0/1']);
		expect(await shown('Pending', [past[0], past[1], waits('last', 'PodInitializing')], idle)).toEqual([
			'1/3',
			'Init:2/3',
			'4',
			'0/1',
		]);
		expect(await shown('Pending', past, idle)).toEqual(['1/3', 'PodInitializing', '1', '0/1']);
		const open = [is('Initialized', 'True'), is('Ready', 'True'), is('example.com/open', 'True')];
		const main = [running('app'), running('proxy', {restartCount: 2, lastState})];
		expect(await shown('Running', past, main, open)).toEqual(['3/3', 'Running', '3', '1/1']);
		const half = [ended('app', 0, 'Completed'), running('proxy')];
		expect(await shown('Running', past, half, open)).toEqual(['2/3', 'Running', '1', '1/1']);
		expect(await shown('Running', past, half)).toEqual(['2/3', 'NotReady', '1', '0/1']);
		const oneFailed = [ended('app', 0, 'Completed'), ended('proxy', 3, 'Error')];
		expect(await shown('Failed', past, oneFailed)).toEqual(['1/3', 'Error', '1', '0/1']);
		expect(await shown('Failed', past, [], [], {reason: 'Evicted'})).toEqual(['1/3', 'Evicted', '1', '0/1']);
		await nodes.remove(nodeName);
	});
}
