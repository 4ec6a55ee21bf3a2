import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {needsOf} from '../../source/run/needs.ts';
import {logKey, topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {live, noon, pod, rowsFrom, storeOf, told} from './world.ts';

const job = {view: 'jobs', uid: 'uid-cards', namespace: 'shop', name: 'cards'};
const owner = {apiVersion: 'batch/v1', kind: 'Job', name: 'cards', uid: job.uid, controller: true};
const podSubject = {view: 'pods', uid: 'uid-cards-x', namespace: 'shop', name: 'cards-x'};

const object = {
	apiVersion: 'batch/v1',
	kind: 'Job',
	metadata: {...job, creationTimestamp: new Date(noon - 60_000).toISOString()},
	spec: {backoffLimit: 0},
	status: {active: 1},
} as unknown as KubernetesObject;

function training(lines: readonly string[], status: object = {}): Store {
	const running = pod('cards-x', {metadata: {ownerReferences: [owner]}, status: status as never});
	return storeOf(
		{pods: [running], events: []},
		{
			screen: {name: 'detail', subject: job},
			events: [
				{type: 'streamOpened', view: job.view, stream: job.view},
				told(job.view, [
					{type: 'replaced', rows: rowsFrom('jobs', [object])},
					{type: 'health', health: live},
				]),
				{type: 'objectRead', uid: job.uid, read: {object}},
				{type: 'objectRead', uid: podSubject.uid, read: {object: running}},
				{type: 'logOpened', key: logKey(podSubject)},
				{type: 'linesRead', key: logKey(podSubject), lines},
			],
		},
	);
}

const ended = (message?: string) => ({
	phase: 'Succeeded',
	containerStatuses: [
		{
			name: 'app',
			ready: false,
			restartCount: 0,
			state: {terminated: {exitCode: 0, reason: 'Completed', ...(message !== undefined && {message})}},
		},
	],
});

describe.each(sizes.map(size => [sayOf(size), size] as const))('a training at %s', (name, size) => {
	test('under way', async () => {
		const store = training(['epoch 3/10 accuracy 0.81', 'epoch 4/10 accuracy 0.84']);
		await expectGolden(`job-${name}`, await showApp(store, size));
	});
	test('ended', async () => {
		const store = training(['epoch 10/10 accuracy 0.93', '{"accuracy":0.93,"seed":1}'], ended());
		await expectGolden(`job-ended-${name}`, await showApp(store, size));
	});
});

test('what it left as it ended counts more than what it printed', async () => {
	const screen = await showApp(training(['{"accuracy":0.1}'], ended('{"accuracy":0.95}')));
	expect(await screen.read()).toContain('accuracy 0.95');
});

test('the log and the object of its pod are read for it', () => {
	const needs = needsOf(training([]).get());
	expect(needs).toContainEqual(expect.objectContaining({type: 'log', subject: podSubject}));
	expect(needs).toContainEqual(expect.objectContaining({type: 'object', subject: podSubject}));
});

test('D fills in the form that deploys what it trained, once it has', () => {
	const going = training(['epoch 3/10']);
	pressKeys(going, ['D'], {at: noon});
	expect(going.get().flash?.says).toBe('Job cards has not completed: its model is not whole before.');
	const done = training([], ended());
	pressKeys(done, ['D'], {at: noon});
	expect(topScreen(done.get()).name).toBe('form');
	expect(done.get().form).toMatchObject({
		objective: 'deploy-trained',
		texts: {name: 'cards-model', from: 'cards'},
	});
});
