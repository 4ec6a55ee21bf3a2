import {describe, expect, test} from 'vitest';
import type {Change} from '../../source/model/change.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Row} from '../../source/resources/view.ts';
import type {Event} from '../../source/store/events.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {deployment, node, noon, pod, rowsFrom, shop, storeOf, told} from './world.ts';

const time = (seconds: number) => new Date(noon + seconds * 1000).toISOString();

function later(seconds: number, view: string, ...changes: readonly Change<Row>[]): readonly Event[] {
	const now = noon + seconds * 1000;
	return [{type: 'ticked', now, wallTime: now}, {...told(view, changes), at: now} as Event];
}

const is = (view: string, object: unknown): Change<Row> => ({
	type: 'changed',
	row: rowsFrom(view, [object as KubernetesObject])[0]!,
});

function condition(status: string, seconds: number, message = '') {
	return [{type: 'Ready', status, reason: 'Said', message, lastTransitionTime: time(seconds)}];
}

const silent = {
	...node('node-2'),
	spec: {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}]},
	status: {conditions: condition('Unknown', 40, 'Kubelet stopped posting node status.')},
};

const joined = {
	...node('node-3'),
	metadata: {...node('node-3').metadata, creationTimestamp: time(60)},
	status: {conditions: condition('True', 70)},
};

function driven(name: string) {
	return pod(name, {
		workload: 'cards-v2',
		node: 'node-2',
		metadata: {deletionTimestamp: time(75)},
		status: {
			conditions: [
				...condition('False', 40),
				{
					type: 'DisruptionTarget',
					status: 'True',
					reason: 'DeletionByTaintManager',
					lastTransitionTime: time(45),
				},
			],
		},
	});
}

function anew(name: string, on: string, readyAt?: number) {
	return pod(name, {
		workload: 'cards-v2',
		node: on,
		metadata: {creationTimestamp: time(46)},
		status: {conditions: condition(readyAt === undefined ? 'False' : 'True', readyAt ?? 46)},
	});
}

/** node-2 falls silent, its pods are driven off it and made anew; one of them waits for node-3, which joins. */
function nodeFails(store: Store, {isBack = false} = {}): void {
	const cards = (ready: number) => is('deployments', deployment('cards-v2', {wanted: 2, ready}));
	store.dispatch(
		...later(40, 'nodes', is('nodes', silent)),
		...later(41, 'deployments', cards(0)),
		...later(45, 'pods', is('pods', driven('cards-v2-abc-1')), is('pods', driven('cards-v2-abc-2'))),
		...later(
			46,
			'pods',
			is('pods', anew('cards-v2-abc-3', 'node-1')),
			is('pods', anew('cards-v2-abc-4', '')),
		),
		...later(52, 'pods', is('pods', anew('cards-v2-abc-3', 'node-1', 52))),
		...later(52, 'deployments', cards(1)),
	);
	if (!isBack) return;
	store.dispatch(
		...later(70, 'nodes', is('nodes', joined)),
		...later(78, 'pods', is('pods', anew('cards-v2-abc-4', 'node-3', 78))),
		...later(78, 'deployments', cards(2)),
		...later(90, 'nodes', {type: 'deleted', uid: 'uid-node-2'}),
	);
}

/** However it is folded. */
const says = (wanted: string) => (text: string) => text.replaceAll(/\s+/g, ' ').includes(wanted);

const screens: Readonly<Record<string, NewScreen>> = {
	nodes: {name: 'list', view: 'nodes'},
	recovery: {name: 'recovery'},
	'detail-node': {
		name: 'detail',
		subject: {view: 'nodes', uid: 'uid-node-2', namespace: '', name: 'node-2'},
	},
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('at %s', (name, size) => {
	test.each(Object.entries(screens))('%s while pods are missing', async (what, screen) => {
		const store = storeOf(shop, {screen, namespace: undefined});
		nodeFails(store);
		await expectGolden(`${what}-failing-${name}`, await showApp(store, size));
	});

	test('the way back once all is as declared', async () => {
		const store = storeOf(shop, {screen: screens.recovery!, namespace: undefined});
		nodeFails(store, {isBack: true});
		await expectGolden(`recovery-back-${name}`, await showApp(store, size));
	});

	test('nothing happened', async () => {
		const store = storeOf({...shop, deployments: [deployment('cards-v1')]}, {screen: screens.nodes!});
		await expectGolden(`nodes-calm-${name}`, await showApp(store, size));
	});
});

test('the way back names what is declared, what there is, the difference and since when, and keeps it', async () => {
	const store = storeOf(shop, {screen: {name: 'recovery'}, namespace: undefined});
	nodeFails(store);
	const screen = await showApp(store, {columns: 120, rows: 50});
	await screen.waitFor(says('Deployment shop/cards-v2: declared 2, actual 1, difference -1, since 12:00:41'));
	nodeFails(store, {isBack: true});
	await screen.waitFor('Deployment shop/cards-v2: back to declared after 37s');
	const text = await screen.read();
	expect(text).toContain('12:00:41  declared 2, actual 0, difference -2');
	expect(text).toContain('12:00:52  declared 2, actual 1, difference -1');
	expect(text).toContain('12:01:18  declared 2, actual 2: as declared');
	expect(text).toMatch(/node-2 retired since 12:01:30/);
	expect(text).toMatch(/cards-v2-abc-2 moved from node-2 to node-3 as cards-v2-abc-4/);
});

test('who cordoned a node is told by the journal, and where that is silent by the server', async () => {
	const cordoned = {...node('node-2'), spec: {unschedulable: true}};
	const store = storeOf(shop, {screen: {name: 'list', view: 'nodes'}});
	store.dispatch(...later(5, 'nodes', is('nodes', cordoned)));
	const managedFields = [
		{
			manager: 'kubectl-cordon',
			operation: 'Update',
			time: time(4),
			fieldsV1: {'f:spec': {'f:unschedulable': {}}},
		},
	];
	const object = {
		...cordoned,
		metadata: {...cordoned.metadata, managedFields},
	} as unknown as KubernetesObject;
	store.dispatch({type: 'objectRead', uid: 'uid-node-2', read: {object}});
	const screen = await showApp(store);
	await screen.waitFor(says('cordoned by kubectl-cordon at 12:00:04'));
	const target = {
		resource: {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false},
		namespace: '',
		name: 'node-2',
		uid: 'uid-node-2',
	};
	const step = {type: 'edit', target, guards: [], edits: []} as const;
	const entry = {
		id: 'c',
		at: noon,
		who: 'ann',
		context: 'eu1',
		server: 'https://127.0.0.1:6443',
		action: 'cordon',
		says: 'Cordon Node node-2',
		lines: [],
		steps: [step],
		undo: {way: 'swap'},
		applied: 1,
		reason: 'disk is failing',
	} as const;
	store.dispatch({type: 'journalRead', entries: [entry]});
	await screen.waitFor(says('cordoned by ann at 12:00:00: disk is failing'));
});

test('a new context has seen nothing of the former one', () => {
	const store = storeOf(shop, {screen: {name: 'recovery'}});
	nodeFails(store);
	expect(store.get().recovery.gaps.open.size).toBe(2);
	const {context} = store.get();
	store.dispatch({type: 'contextConnected', context, isProduction: false, isReadOnly: false});
	expect(store.get().recovery).toEqual({gaps: {open: new Map(), closed: []}, departures: [], turns: []});
});
