import {describe, expect, test} from 'vitest';
import {readTyped} from '../../source/lines/typed.ts';
import type {Beginning} from '../../source/store/state.ts';
import {deployment, noon, route, served, shop, storeOf, type World} from '../screens/world.ts';

const press = {at: noon};

function stateOf(world: World = shop, more: Partial<Beginning> = {}) {
	return storeOf(world, more).get();
}

/** What a line asks of the cluster, and what is said to it. */
function read(line: string, state = stateOf()) {
	const {events = [], says = []} = readTyped(line, state, press);
	const asked = events.flatMap(event => (event.type === 'asked' ? event.commands : []));
	return {asked, events, says: says.map(each => each.says)};
}

const elsewhere = deployment('cards-v1');
const twice: World = {
	...shop,
	deployments: [
		...shop.deployments!,
		{...elsewhere, metadata: {...elsewhere.metadata, namespace: 'models', uid: 'uid-elsewhere'}},
	],
};

test('any kind the server serves is a line, and one it cannot list is refused', () => {
	const like = served().resources[0]!;
	const more = [
		{...like, plural: 'configmaps', kind: 'ConfigMap', singular: 'configmap', shortNames: ['cm']},
		{...like, plural: 'bindings', kind: 'Binding', singular: 'binding', verbs: ['create']},
	];
	const two = ['a.example.com', 'b.example.com'].map(group => ({
		...like,
		group,
		plural: 'widgets',
		kind: 'Widget',
		singular: 'widget',
	}));
	const discovery = {...served(), resources: [...served().resources, ...more, ...two]};
	const state = storeOf(shop, {events: [{type: 'discovered', discovery}]}).get();
	expect(read('cm', state).events).toMatchObject([{type: 'screenOpened', screen: {view: 'configmaps'}}]);
	expect(read('bindings', state)).toMatchObject({
		events: [],
		says: [expect.stringContaining('cannot be listed')],
	});
	expect(read('widget', state).says).toEqual([
		expect.stringContaining('widget means widgets.a.example.com or widgets.b.example.com here.'),
	]);
	const named = read('widgets.b.example.com', state);
	expect(named.events).toMatchObject([{screen: {view: 'widgets.b.example.com'}}]);
	expect(read('cm').says).toEqual(['There is no line cm. help lists those that can be typed.']);
});

describe('a line that asks for a change names its object', () => {
	test.each([
		['scale cards-v1 5', {action: 'scale', replicas: 5, target: {name: 'cards-v1', uid: 'uid-cards-v1'}}],
		['scale shop/cards-v1 5', {action: 'scale', replicas: 5}],
		[':scale cards-v1 5', {action: 'scale', replicas: 5}],
		['  restart   cards-v2 ', {action: 'restart', target: {name: 'cards-v2'}}],
		['upgrade cards-v1 :1.2', {action: 'upgrade', image: ':1.2'}],
		['upgrade cards-v1 app=shop/app:1.2', {action: 'upgrade', container: 'app', image: 'shop/app:1.2'}],
		['rollback cards-v1 1', {action: 'rollback', toRevision: 1}],
		['pause cards-v1', {action: 'pause', target: {name: 'cards-v1'}}],
		['drain checkout', {action: 'drain-traffic', rule: 'cards', to: undefined}],
		['drain checkout cards', {action: 'drain-traffic', rule: 'cards'}],
		['swap checkout', {action: 'swap', rule: 'cards'}],
		['champion checkout cards-v2', {action: 'choose-champion', backend: 'cards-v2'}],
		[
			'shift checkout 25',
			{
				action: 'shift',
				rule: 'cards',
				percents: [{backend: 'cards-v2', percent: 25}],
				expect: [
					{backend: 'cards-v1', percent: 90},
					{backend: 'cards-v2', percent: 10},
				],
			},
		],
		['shift checkout 70/30', {action: 'shift', percents: [{percent: 70}, {percent: 30}]}],
		['shift checkout cards-v1=60', {action: 'shift', percents: [{backend: 'cards-v1', percent: 60}]}],
		['shift checkout cards cards-v1=60', {action: 'shift', percents: [{backend: 'cards-v1', percent: 60}]}],
		['undo', {action: 'undo'}],
		['undo abc', {action: 'undo', id: 'abc'}],
	])('%s', (line, command) => {
		const {asked, says} = read(line);
		expect(says).toEqual([]);
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject(command);
	});
});

describe('a line that cannot be meant asks for nothing, and says why', () => {
	test.each([
		['scale', 'Which one? scale NAME N.'],
		['scale 5', 'There is no deployment 5 here.'],
		['scale nope 5', 'There is no deployment nope here.'],
		['scale cards-v1 many', 'Give a whole number, or bounds: 3-10, min 3, max 10.'],
		['scale cards-v1 1000000', '1000000 replicas would be a mistake.'],
		['drain cards-v1', 'There is no split cards-v1 here.'],
		['shift checkout 400', /400/],
		['promote checkout', /means nothing on this screen|no rollout|leads/i],
		['detail cards-v1', /no line detail/],
		['quit-all', /no line quit-all/],
		['constructor', /no line constructor/],
	])('%s', (line, says) => {
		const reading = read(line);
		expect(reading.asked).toEqual([]);
		expect(reading.says.join(' ')).toMatch(says);
	});

	test.each(['y', 'yes', 'n', 'no', 'No', 'YES', ' no '])('%s where nothing is asked', line => {
		expect(read(line)).toMatchObject({
			events: [],
			says: [expect.stringMatching(/^Nothing is asked: nothing waits for a yes or a no\./)],
		});
	});

	test('a name that several namespaces have', () => {
		const {asked, says} = read('scale cards-v1 5', stateOf(twice, {namespace: undefined}));
		expect(asked).toEqual([]);
		expect(says).toEqual(['cards-v1 is in several namespaces: say shop/cards-v1 or models/cards-v1.']);
	});

	test('a route of several rules, until one is named', () => {
		const two = structuredClone(route('checkout', 90, 10)) as unknown as {spec: {rules: {name: string}[]}};
		two.spec.rules.push({...structuredClone(two.spec.rules[0]!), name: 'lists'});
		const state = stateOf({...shop, httproutes: [two as never]});
		expect(read('drain checkout', state).says[0]).toMatch(
			/rule cards or .*rule lists: name the rule after it/,
		);
		expect(read('drain checkout lists', state).asked[0]).toMatchObject({rule: 'lists'});
	});

	test('anything in a context that is read-only', () => {
		const state = stateOf(shop, {isReadOnly: true});
		for (const line of [
			'scale cards-v1 5',
			'drain checkout',
			'shift checkout 25',
			'undo',
			'restart cards-v1',
		])
			expect(read(line, state)).toMatchObject({asked: [], says: [expect.stringContaining('read-only')]});
	});
});

test('a word that is missing is asked for, and Enter alone leaves it', () => {
	const store = storeOf(shop);
	const {events, says} = read('scale cards-v1', store.get());
	expect(says[0]).toMatch(/^Replicas of Deployment shop\/cards-v1\? Now 3, 3 of them ready\./);
	store.dispatch(...events);
	expect(read('', store.get())).toMatchObject({asked: [], says: ['Left: nothing was asked for.']});
	expect(read('nothing', store.get())).toMatchObject({
		asked: [],
		says: [expect.stringContaining('whole number')],
	});
	expect(read('7', store.get()).asked).toMatchObject([{action: 'scale', replicas: 7}]);
});

test('draining asks which version stays where no mark says it', () => {
	const {annotations: _annotations, ...metadata} = route('checkout', 90, 10).metadata;
	const unmarked = {...route('checkout', 90, 10), metadata};
	const store = storeOf({...shop, httproutes: [unmarked]});
	const {events, says} = read('drain checkout', store.get());
	expect(says[0]).toMatch(/^Which version stays\? .*cards-v1 \(90 percent/);
	store.dispatch(...events);
	expect(read('cards-v9', store.get()).asked).toEqual([]);
	expect(read('cards-v1', store.get()).asked).toMatchObject([{action: 'drain-traffic', to: 'cards-v1'}]);
});

describe('a production context that is disarmed', () => {
	const world = {...shop};
	const production = {isProduction: true, armForMs: 15 * 60_000};

	test('is armed by its name, typed after the line that asks for it', () => {
		const store = storeOf(world, production);
		expect(read('scale cards-v1 5', store.get()).says).toEqual(['Context eu1 is disarmed: arm 15m.']);
		const {events, says} = read('arm 15m', store.get());
		expect(says).toEqual([
			'Type eu1 to arm it for 15 min, and press Enter. Enter alone leaves it. Writes are then previewed and confirmed as elsewhere.',
		]);
		store.dispatch(...events);
		expect(read('us1', store.get()).says).toEqual(['That is not eu1: nothing is armed.']);
		expect(read('eu1', store.get()).events).toContainEqual({type: 'armed', forMs: 15 * 60_000, at: noon});
	});

	test('is not armed by what comes in one paste', () => {
		const store = storeOf(world, production);
		store.dispatch(...read('arm', store.get()).events);
		const {events = [], says = []} = readTyped('eu1', store.get(), {at: noon, stream: 'paste'});
		expect(events).toEqual([{type: 'promptClosed', isKept: false}]);
		expect(says[0]?.says).toContain('nothing is armed');
	});

	test('is disarmed by a line', () => {
		const store = storeOf(world, production);
		store.dispatch({type: 'armed', forMs: 60_000, at: noon});
		expect(read('disarm', store.get()).events).toEqual([{type: 'disarmed', at: noon}]);
	});
});

test('pods, deployments and nodes are deleted, cordoned and drained by their names', () => {
	const store = storeOf(shop);
	const name = shop.pods![0]!.metadata!.name!;
	const node = shop.nodes![0]!.metadata!.name!;
	expect(read(`delete ${name}`, store.get()).asked).toMatchObject([{action: 'delete', target: {name}}]);
	expect(read('delete cards-v1', store.get()).asked).toMatchObject([{target: {name: 'cards-v1'}}]);
	expect(read(`cordon ${node}`, store.get()).asked).toMatchObject([{action: 'cordon', target: {name: node}}]);
	expect(read(`uncordon ${node}`, store.get()).asked).toMatchObject([{action: 'uncordon'}]);
	expect(read(`drain-node ${node}`, store.get()).asked).toEqual([
		{action: 'drain-node', target: expect.objectContaining({name: node})},
	]);
	expect(read(`drain-node ${node} force`, store.get()).asked).toMatchObject([{force: true}]);
	expect(read(`drain-node ${node} all`, store.get()).says[0]).toContain('all is no loss that can be allowed');
	expect(read('redo', store.get()).asked).toEqual([{action: 'redo'}]);
});

test('a program of a kubeconfig is allowed by the whole word alone', () => {
	const plugin = {
		command: 'get-token',
		args: [],
		envNames: [],
		user: 'jane',
		file: '/tmp/kubeconfig',
		covers: 'command',
	} as const;
	const store = storeOf(shop);
	store.dispatch({type: 'pluginShown', plugin});
	const answer = (line: string) => read(line, store.get()).events;
	expect(answer('yes')).toEqual([{type: 'pluginAnswered', isAllowed: true, at: noon}]);
	for (const line of ['', 'y', 'no', 'scale cards-v1 5'])
		expect(answer(line)).toEqual([{type: 'pluginAnswered', isAllowed: false, at: noon}]);
});
