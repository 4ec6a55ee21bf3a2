import {expect, test} from 'vitest';
import type {Reader} from '../../source/actions/action.ts';
import {drainTraffic} from '../../source/actions/drain-traffic.ts';
import type {Clock} from '../../source/model/clock.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import type {Resource} from '../../source/model/ref.ts';
import {answer} from '../../source/model/trouble.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {httpRoutes} from '../kit/resources.ts';

const virtualServices: Resource = {
	group: 'networking.istio.io',
	version: 'v1',
	plural: 'virtualservices',
	kind: 'VirtualService',
	namespaced: true,
};

function object(name: string, spec: JsonObject, annotations = {}): KubernetesObject {
	const metadata = {name, namespace: 'shop', uid: `uid-${name}`, generation: 1, annotations};
	return {apiVersion: 'x', kind: 'x', metadata, spec} as unknown as KubernetesObject;
}

const subsets = object('subsets', {
	host: 'checkout',
	subsets: ['v1', 'v2'].map(name => ({name, labels: {version: name}})),
});

function readerOf(objects: ReadonlyMap<string, readonly KubernetesObject[]>, hung: readonly string[] = []) {
	const list: Reader['list'] = async resource =>
		hung.includes(resource.plural) ? new Promise(() => {}) : answer(objects.get(resource.plural) ?? []);
	const get: Reader['get'] = async ({resource, name}) =>
		answer(objects.get(resource.plural)!.find(({metadata}) => metadata.name === name)!);
	return {get, list} as Reader;
}

async function drained(
	resource: Resource,
	objects: readonly KubernetesObject[],
	more: Partial<Extract<ActionCommand, {action: 'drain-traffic'}>> = {},
	{hung = [], clock = systemClock}: {hung?: readonly string[]; clock?: Clock} = {},
): Promise<Plan> {
	const {name} = objects[0]!.metadata;
	const command = {
		action: 'drain-traffic' as const,
		target: {resource, namespace: 'shop', name},
		to: 'checkout-v1',
		...more,
	};
	const all = new Map([
		[resource.plural, objects],
		['destinationrules', [subsets]],
	]);
	const gathered = await drainTraffic.gather(command, readerOf(all, hung), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	const plan = drainTraffic.plan(command, gathered.value.facts);
	if (isRefusal(plan)) throw new Error(plan.says);
	return {...plan, concerns: [...gathered.value.concerns, ...plan.concerns]};
}

const written = ({steps}: Plan) =>
	steps.map(({target, edits}) => [target.name, ...edits.map(({at, from, to}) => [at, from, to])]);

const backend = (name: string, weight?: number): JsonObject => ({
	name,
	port: 80,
	...(weight !== undefined && {weight}),
});
const beta = {matches: [{headers: [{name: 'x-beta', value: '1'}]}]};
const split = {name: 'all', backendRefs: [backend('checkout-v1', 75), backend('checkout-v2', 25)]};
const mirror = (name: string) => ({type: 'RequestMirror', requestMirror: {backendRef: {name, port: 80}}});

test('a header route, a copy and a sibling route that reach the challenger are closed together with its weights', async () => {
	const checkout = object('checkout', {
		rules: [
			{...split, filters: [mirror('checkout-v2')]},
			{name: 'beta', ...beta, backendRefs: [backend('checkout-v2')]},
		],
	});
	const sibling = object('checkout-app', {
		rules: [{backendRefs: [backend('checkout-v1', 60), backend('checkout-v2', 30), backend('other', 10)]}],
	});
	const elsewhere = object('cart', {rules: [{backendRefs: [backend('cart-v1', 1), backend('cart-v2', 1)]}]});
	const plan = await drained(httpRoutes, [checkout, sibling, elsewhere]);
	expect(written(plan)).toEqual([
		[
			'checkout',
			['/spec/rules/0/backendRefs/0/weight', 75, 100],
			['/spec/rules/0/backendRefs/1/weight', 25, 0],
			['/spec/rules/0/filters', [mirror('checkout-v2')], undefined],
			['/spec/rules/1/backendRefs/0/name', 'checkout-v2', 'checkout-v1'],
		],
		[
			'checkout-app',
			['/spec/rules/0/backendRefs/0/weight', 60, 90],
			['/spec/rules/0/backendRefs/1/weight', 30, 0],
		],
	]);
	expect(plan.isEscape).toBe(true);
	expect(plan.concerns).toEqual([]);
	expect(plan.settledWhen.map(({of}) => of.name)).toEqual([
		'checkout',
		'checkout',
		'checkout',
		'checkout-app',
	]);
	// What was taken away comes back whole.
	const back = undoSteps(plan.steps).flatMap(({edits}) => edits);
	expect(back).toContainEqual(
		expect.objectContaining({at: '/spec/rules/0/filters', to: [mirror('checkout-v2')]}),
	);
	expect(back).toContainEqual(
		expect.objectContaining({at: '/spec/rules/1/backendRefs/0/name', to: 'checkout-v2'}),
	);
});

test('what is left to drain is drained though the weights stand at zero already', async () => {
	const checkout = object('checkout', {
		rules: [
			{name: 'all', backendRefs: [backend('checkout-v1', 100), backend('checkout-v2', 0)]},
			{name: 'beta', ...beta, backendRefs: [backend('checkout-v2')]},
		],
	});
	expect(written(await drained(httpRoutes, [checkout]))).toEqual([
		['checkout', ['/spec/rules/1/backendRefs/0/name', 'checkout-v2', 'checkout-v1']],
	]);
});

test('a rule that is named alone leaves the other ways open, and says so', async () => {
	const checkout = object('checkout', {
		rules: [split, {name: 'beta', ...beta, backendRefs: [backend('checkout-v2')]}],
	});
	const plan = await drained(httpRoutes, [checkout], {rule: 'all', only: true});
	expect(written(plan)[0]).toHaveLength(3);
	expect(plan.concerns.map(({says}) => says)).toEqual([
		'Not drained by this: HTTPRoute shop/checkout: rule beta sends x-beta=1 to checkout-v2.',
	]);
});

test('what cannot be closed is named with what to do instead', async () => {
	const setsHeaders = {type: 'RequestHeaderModifier', requestHeaderModifier: {set: []}};
	const checkout = object('checkout', {
		rules: [
			{...split, filters: [setsHeaders, mirror('checkout-v2')]},
			{name: 'pair', ...beta, backendRefs: [backend('checkout-v2', 5), backend('other', 5)]},
		],
	});
	const champion = object(
		'inside',
		{rules: [{backendRefs: [backend('checkout-v1', 10), backend('checkout-v2', 90)]}]},
		{'sluice.dev/champion': 'checkout-v2'},
	);
	const plan = await drained(httpRoutes, [checkout, champion], {rule: 'all'});
	expect(plan.steps).toHaveLength(1);
	expect(plan.concerns.map(({says, hint}) => [says, hint])).toEqual([
		[
			'Not drained by this: HTTPRoute shop/checkout: rule all copies its requests to checkout-v2.',
			'Its filters set headers too, which sluice does not write down: take the RequestMirror out by hand.',
		],
		[
			'Not drained by this: HTTPRoute shop/checkout: rule pair sends 50 % of x-beta=1 to checkout-v2.',
			'checkout-v1 is no backend there: give its share to another.',
		],
		[
			'Not drained by this: HTTPRoute shop/inside: rule 0 sends 90 % of everything else to checkout-v2.',
			'checkout-v2 is the champion there: drain it there by itself.',
		],
	]);
});

test('several challengers leave one sibling rule together', async () => {
	const three = [backend('checkout-v1', 50), backend('checkout-v2', 30), backend('checkout-v3', 20)];
	const checkout = object('checkout', {rules: [{backendRefs: three}]});
	const sibling = object('app', {
		rules: [{backendRefs: [backend('checkout-v1', 5), backend('checkout-v2', 3), backend('checkout-v3', 2)]}],
	});
	const [, second] = written(await drained(httpRoutes, [checkout, sibling]));
	expect(second).toEqual([
		'app',
		['/spec/rules/0/backendRefs/0/weight', 5, 10],
		['/spec/rules/0/backendRefs/1/weight', 3, 0],
		['/spec/rules/0/backendRefs/2/weight', 2, 0],
	]);
});

test('siblings that do not come in time hold nothing back, and are said to be unknown', async () => {
	const checkout = object('checkout', {rules: [split]});
	const plan = await drained(httpRoutes, [checkout], {}, {hung: ['httproutes']});
	expect(written(plan)[0]).toHaveLength(3);
	expect(plan.concerns.map(({says}) => says)).toEqual([
		'Whether another HTTPRoute reaches its versions is unknown: The server took longer than 1.5 s to list httproutes.',
	]);
});

test('of Istio a header route, both kinds of mirror and a sibling are closed', async () => {
	const to = (subset: string, weight?: number) => ({
		destination: {host: 'checkout', subset},
		...(weight !== undefined && {weight}),
	});
	const v2 = {host: 'checkout', subset: 'v2'};
	const checkout = object('checkout', {
		hosts: ['checkout'],
		http: [
			{name: 'beta', match: [{headers: {'x-beta': {exact: '1'}}}], route: [to('v2')]},
			{
				name: 'all',
				route: [to('v1', 75), to('v2', 25)],
				mirror: v2,
				mirrorPercentage: {value: 40},
				mirrors: [{destination: {host: 'checkout', subset: 'v1'}}, {destination: v2}],
			},
		],
	});
	const sibling = object('app', {hosts: ['app'], http: [{route: [to('v2', 10), to('v1', 90)]}]});
	const plan = await drained(virtualServices, [checkout, sibling], {rule: 'all', to: 'v1'});
	expect(written(plan)).toEqual([
		[
			'checkout',
			['/spec/http/1/route/0/weight', 75, 100],
			['/spec/http/1/route/1/weight', 25, 0],
			['/spec/http/0/route/0/destination', v2, {host: 'checkout', subset: 'v1'}],
			['/spec/http/1/mirrorPercentage', {value: 40}, {value: 0}],
			['/spec/http/1/mirrors/1/percentage', undefined, {value: 0}],
		],
		['app', ['/spec/http/0/route/1/weight', 90, 100], ['/spec/http/0/route/0/weight', 10, 0]],
	]);
});
