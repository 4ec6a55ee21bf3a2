import {afterAll, beforeAll, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

// Versions join a split that is there, are shadowed, and go again, on the embedded cluster.

let world: Awaited<ReturnType<typeof startPerforming>>;
let raw: ReturnType<typeof connectRaw>;

beforeAll(async () => {
	world = await startPerforming();
	raw = connectRaw(world.demo.kubeconfig);
	await raw.ask('POST', routesAt, {body: route('cards', [{name: 'cards-v1', port: 80}])});
	await settled('deploy cards-v1 image=nginx:1.27 port=80');
});

afterAll(async () => {
	raw.close();
	await world.stop();
});

const routesAt = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const services = {...deployments, group: '', plural: 'services', kind: 'Service'};

function route(name: string, backendRefs: readonly object[]) {
	const metadata = {name, annotations: {'sluice.dev/champion': 'cards-v1'}};
	return {
		metadata,
		spec: {parentRefs: [{name: 'web'}], hostnames: ['cards.example'], rules: [{backendRefs}]},
	};
}

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return {action: 'do', ...typed, namespace: 'shop'} as const;
}

async function settled(line: string): Promise<string> {
	const {outcome} = await world.run(wanted(line));
	expect(outcome, line).toMatchObject({end: 'settled'});
	return idOf(outcome);
}

const idOf = (outcome: Outcome) => ('id' in outcome ? outcome.id! : '');
const rule = (at = '') =>
	world.read({resource: httpRoutes, namespace: 'shop', name: 'cards'}, `/spec/rules/0${at}`);
const shares = async () =>
	((await rule('/backendRefs')) as {name: string; weight?: number}[]).map(({name, weight}) => [name, weight]);
const there = async (resource: typeof deployments, name: string) =>
	(await world.cluster.get({resource, namespace: 'shop', name})).ok;
const both = async (name: string) => [await there(deployments, name), await there(services, name)];
const shift = (percents: Readonly<Record<string, number>>) =>
	world.run({
		action: 'shift',
		target: {resource: httpRoutes, namespace: 'shop', name: 'cards'},
		percents: Object.entries(percents).map(([backend, percent]) => ({backend, percent})),
	});

test('a route of one version takes a challenger, and then another; undo writes it back and deletes what was made', async () => {
	const before = await rule();
	const first = await settled('challenge cards-v2 image=nginx:1.28 beside=cards-v1 percent=10');
	expect(await shares()).toEqual([
		['cards-v1', 90],
		['cards-v2', 10],
	]);
	const second = await settled('challenge cards-v3 image=nginx:1.29 beside=cards-v1 percent=50');
	expect(await shares()).toEqual([
		['cards-v1', 45],
		['cards-v2', 5],
		['cards-v3', 50],
	]);
	expect(await both('cards-v3')).toEqual([true, true]);
	const entry = world.entries().at(-1)!;
	expect(entry).toMatchObject({undo: {way: 'withdraw'}, applied: 3});
	expect(await world.run({action: 'undo', id: second})).toMatchObject({outcome: {end: 'settled'}});
	expect(await both('cards-v3')).toEqual([false, false]);
	expect(await world.run({action: 'undo', id: first})).toMatchObject({outcome: {end: 'settled'}});
	expect(await rule()).toEqual(before);
	expect(await both('cards-v2')).toEqual([false, false]);
	expect((await world.run({action: 'undo', id: first})).outcome).toMatchObject({end: 'refused'});
});

test('where it fails half-way, undo deletes what was made and leaves the route as somebody wrote it', async () => {
	const {outcome} = await world.run(wanted('challenge cards-v4 image=nginx:1.28 beside=cards-v1'), {
		async confirm() {
			await raw.ask('PATCH', `${routesAt}/cards`, {
				body: {spec: {rules: [{backendRefs: [{name: 'cards-v1', port: 80, weight: 7}]}]}},
				type: 'application/merge-patch+json',
			});
			return true;
		},
	});
	expect(outcome).toMatchObject({end: 'failed', done: [{type: 'create'}, {type: 'create'}]});
	expect(await both('cards-v4')).toEqual([true, true]);
	expect(await world.run({action: 'undo', id: idOf(outcome)})).toMatchObject({outcome: {end: 'settled'}});
	expect(await both('cards-v4')).toEqual([false, false]);
	expect(await shares()).toEqual([['cards-v1', 7]]);
});

test('undo deletes nothing that a route leads to since somebody moved its share', async () => {
	const id = await settled('challenge cards-v2 image=nginx:1.28 beside=cards-v1 percent=10');
	expect((await shift({'cards-v2': 40})).outcome).toMatchObject({end: 'settled'});
	const {outcome} = await world.run({action: 'undo', id});
	expect(outcome).toMatchObject({
		end: 'refused',
		refusal: {refused: 'stale', hint: expect.stringContaining('do retire')},
	});
	expect(await both('cards-v2')).toEqual([true, true]);
});

test('a version is retired once nothing is sent to it, and no sooner', async () => {
	const refused = async (line: string) => {
		const {outcome} = await world.run(wanted(line));
		return outcome.end === 'refused' ? outcome.refusal.says : outcome.end;
	};
	expect(await refused('retire cards-v2')).toContain('cards-v2 gets 40 % of');
	expect(await refused('retire cards-v1')).toContain('cards-v1 is the champion of');
	expect(await refused('retire nobody')).toContain('There is no Service shop/nobody');
	await shift({'cards-v2': 0});
	const {outcome, told} = await world.run(wanted('retire cards-v2'));
	expect(outcome).toMatchObject({end: 'settled'});
	expect(await shares()).toEqual([['cards-v1', 100]]);
	expect(await both('cards-v2')).toEqual([false, false]);
	const plan = told.flatMap(each => (each.type === 'planned' ? [each.plan] : []))[0]!;
	expect(plan).toMatchObject({undo: {way: 'none'}, blast: {word: 'cards-v2'}});
	expect(plan.orchestrates).toMatchObject([{does: 'stop', pods: 1}]);
	expect((await world.run({action: 'undo', id: idOf(outcome)})).outcome).toMatchObject({
		refusal: {says: expect.stringContaining('does not come back as it was')},
	});
});

test('a version that is deployed already challenges without being made, and only the route is written back', async () => {
	await settled('deploy cards-v5 image=nginx:1.28 port=8080');
	const id = await settled('challenge cards-v5 beside=cards-v1 percent=20');
	expect(await shares()).toEqual([
		['cards-v1', 80],
		['cards-v5', 20],
	]);
	// Its Service answers on another port than the one beside it.
	expect(await rule('/backendRefs/1/port')).toBe(8080);
	expect((await world.run(wanted('challenge cards-v5 beside=cards-v1'))).outcome).toMatchObject({
		refusal: {refused: 'nothing-to-do'},
	});
	expect(await world.run({action: 'undo', id})).toMatchObject({outcome: {end: 'settled'}});
	expect(await shares()).toEqual([['cards-v1', 100]]);
	expect(await both('cards-v5')).toEqual([true, true]);
});

test('what was trained challenges the present model', async () => {
	await settled('train cards-training');
	const id = await settled('challenge cards-v6 from=cards-training beside=cards-v1 percent=10');
	const container = await world.read(
		{resource: deployments, namespace: 'shop', name: 'cards-v6'},
		'/spec/template/spec/containers/0',
	);
	expect(container).toMatchObject({ports: [{containerPort: 80}], volumeMounts: [{readOnly: true}]});
	expect(await shares()).toEqual([
		['cards-v1', 90],
		['cards-v6', 10],
	]);
	expect(await world.run({action: 'undo', id})).toMatchObject({outcome: {end: 'settled'}});
});

test('a shadow gets copies, and retiring it ends them', async () => {
	const before = await rule();
	const id = await settled('shadow cards-v7 image=nginx:1.28 beside=cards-v1 percent=25');
	expect(await rule('/filters')).toEqual([
		{
			type: 'RequestMirror',
			requestMirror: {backendRef: {group: '', kind: 'Service', name: 'cards-v7', port: 80}, percent: 25},
		},
	]);
	expect(await world.run({action: 'undo', id})).toMatchObject({outcome: {end: 'settled'}});
	expect(await rule()).toEqual(before);
	await settled('shadow cards-v7 image=nginx:1.28 beside=cards-v1');
	await settled('retire cards-v7');
	expect(await rule()).toEqual(before);
	expect(await both('cards-v7')).toEqual([false, false]);
});

test('nothing is put beside what no route leads to', async () => {
	expect((await world.run(wanted('challenge x image=nginx:1.28 beside=cards-v5'))).outcome).toMatchObject({
		refusal: {refused: 'not-found', hint: expect.stringContaining('do ab-test')},
	});
	expect((await world.run(wanted('challenge x beside=cards-v1'))).outcome).toMatchObject({
		refusal: {refused: 'not-found', hint: expect.stringContaining('image=')},
	});
});

test('the journal knows how each is taken back', () => {
	expect(
		new Set(
			world
				.entries()
				.filter(({action}) => action === 'do')
				.map(({undo}) => undo.way),
		),
	).toEqual(new Set(['remove', 'withdraw', 'none', 'swap']));
});

test('what was made for a route that is gone since is deleted by undo all the same', async () => {
	await raw.ask('POST', routesAt, {body: route('brief', [{name: 'brief-v1', port: 80}])});
	await settled('deploy brief-v1 image=nginx:1.27 port=80');
	const id = await settled('challenge brief-v2 image=nginx:1.28 beside=brief-v1 percent=10');
	await raw.ask('DELETE', `${routesAt}/brief`);
	expect(await world.run({action: 'undo', id})).toMatchObject({outcome: {end: 'settled'}});
	expect(await both('brief-v2')).toEqual([false, false]);
});

test('a version that gets everything or nothing of a route at rest is not given a percent of that', async () => {
	await raw.ask('POST', routesAt, {
		body: route('idle', [
			{name: 'idle-v1', port: 80, weight: 0},
			{name: 'idle-v2', port: 80, weight: 0},
		]),
	});
	await settled('deploy idle-v1 image=nginx:1.27 port=80');
	const {outcome} = await world.run(wanted('challenge idle-v3 image=nginx:1.28 beside=idle-v1 percent=5'));
	expect(outcome).toMatchObject({
		end: 'refused',
		refusal: {says: expect.stringContaining('sends nothing to anybody')},
	});
});

test('what a rule matches, like the value of a header, is in no line that is recorded', async () => {
	const backendRefs = [{name: 'held-v1', port: 80}];
	const matches = [{headers: [{name: 'authorization', value: 'Bearer s3cr3t'}]}];
	const made = route('held', backendRefs);
	await raw.ask('POST', routesAt, {
		body: {
			...made,
			spec: {...made.spec, rules: [{matches, backendRefs: [...backendRefs, {name: 'held-v2', port: 80}]}]},
		},
	});
	await settled('deploy held-v1 image=nginx:1.27 port=80');
	await settled('challenge held-v3 image=nginx:1.28 beside=held-v1 percent=5');
	await settled('shadow held-v4 image=nginx:1.28 beside=held-v1 percent=5');
	expect(JSON.stringify(world.entries())).not.toContain('s3cr3t');
});
