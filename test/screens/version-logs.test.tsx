import {expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Event} from '../../source/store/events.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {noon, pod, shop, storeOf} from './world.ts';

const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

const at = (ms: number, text: string) => `${new Date(noon + ms).toISOString()} ${text}`;

function logOf(version: string, podName: string, ...lines: readonly string[]): readonly Event[] {
	const key = `${podName}/`;
	return [
		{
			type: 'logOpened',
			key,
			version: {of: subject.uid, version, pod: `uid-${podName}`, podName, isPrevious: false},
		},
		{type: 'linesRead', key, lines},
	];
}

const request = (ms: number, status: number, took: number) =>
	at(
		ms,
		`level=${status < 500 ? 'info' : 'error'} msg="request" request="POST /cards" status=${status} took=${took}ms`,
	);

const unstarted = pod('cards-v2-abc-3', {
	workload: 'cards-v2',
	status: {
		phase: 'Pending',
		conditions: [{type: 'Ready', status: 'False'}],
		containerStatuses: [
			{
				name: 'app',
				ready: false,
				restartCount: 0,
				state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image "shop/app:1.1"'}},
			},
		],
	},
}) as KubernetesObject;

function store(...events: readonly Event[]): Store {
	const world = {...shop, pods: [...shop.pods!, unstarted]};
	return storeOf(world, {
		screen: {name: 'version-logs', subject},
		events: [
			...logOf(
				'cards-v1',
				'cards-v1-abc-1',
				request(-4000, 200, 12),
				request(-3100, 200, 14),
				request(-900, 200, 11),
			),
			...logOf('cards-v1', 'cards-v1-abc-2', request(-3800, 200, 9)),
			...logOf(
				'cards-v2',
				'cards-v2-abc-1',
				request(-3500, 200, 41),
				request(-900, 503, 2600),
				at(-800, '\u001b[31mlevel=error msg="pool is exhausted" waiting=31\u001b[0m'),
				at(-700, '\u001b]52;c;aGk=\u0007level=error msg="pool is exhausted" waiting=77'),
			),
			...logOf('cards-v2', 'cards-v2-abc-2', at(-5200, 'level=info msg="listening" addr=:8080')),
			{
				type: 'logTroubled',
				key: 'cards-v2-abc-2/',
				trouble: {reason: 'unreachable', says: 'node-2 does not answer.'},
			},
			...events,
		],
	});
}

test('what the challenger says much more often than the champion stands right after what it alone says', async () => {
	const many = (ms: number, status: number, times: number) =>
		Array.from({length: times}, (_, n) => request(ms + n, status, 5));
	const logs = [
		...logOf('cards-v1', 'cards-v1-abc-1', ...many(-9000, 200, 400), request(-8000, 500, 7)),
		...logOf('cards-v2', 'cards-v2-abc-1', ...many(-9000, 200, 40), ...many(-8000, 500, 10)),
	];
	const events: readonly Event[] = [...logs, {type: 'versionsShown', shown: 'new'}];
	const screen = await showApp(storeOf(shop, {screen: {name: 'version-logs', subject}, events}), sizes[1]);
	const text = await screen.read();
	expect(text).toMatch(/Only in cards-v2 {2}0[\s\S]*Much more in cards-v2 {2}1[\s\S]*In both {2}1/);
	expect(text).toMatch(/10\/1x [\s\S]*status=500[\s\S]*In both/);
	expect(text).toMatch(/40\/400x [\s\S]*status=200/);
});

test.each(sizes)('$columns x $rows', async size => {
	await expectGolden(`version-logs-${sayOf(size)}`, await showApp(store(), size));
	await expectGolden(
		`version-logs-new-${sayOf(size)}`,
		await showApp(store({type: 'versionsShown', shown: 'new'}), size),
	);
});

test('what cannot be read is said pod by pod', async () => {
	const screen = await (await showApp(store())).read();
	expect(screen).toContain('cards-v2-abc-3 has not started');
	expect(screen).toContain('cards-v2-abc-2: node-2 does not answer. It is read on from its last line.');
});

test('side by side where there is room, line by line of the same second', async () => {
	const screen = await (await showApp(store(), sizes[1])).read();
	expect(screen).toMatch(/11:59:59.*status=200.*│.*status=503/);
	expect(screen).toMatch(/11:59:54 +│.*listening/);
});

test('what only the challenger says comes first, with counts, worst first', async () => {
	const screen = await (await showApp(store({type: 'versionsShown', shown: 'new'}), sizes[1])).read();
	expect(screen).toMatch(/Only in cards-v2 {2}3/);
	const order = ['pool is exhausted', 'status=503', 'listening', 'In both', 'Only in cards-v1'].map(each =>
		screen.indexOf(each),
	);
	expect(order).toEqual([...order].sort((a, b) => a - b));
	expect(screen).toMatch(/2x 11:59:59 +1 level=error msg="pool is exhausted"/);
});

test('a filter keeps lines of both, by their text or their pod', async () => {
	const screen = await (
		await showApp(store({type: 'filterChanged', filter: 'exhausted|abc-2'}), sizes[1])
	).read();
	expect(screen).toContain('listening');
	expect(screen).toContain('waiting=77');
	expect(screen).not.toContain('status=503');
	const none = await (await showApp(store({type: 'filterChanged', filter: 'nobody'}))).read();
	expect(none).toContain('No line matches nobody');
});
