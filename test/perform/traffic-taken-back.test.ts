import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Permit} from '../../source/model/permit.ts';
import {refusedBy, startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

// What is taken back, or done again, meets the pods as they are by then: it is
// held to what a shift to the same weights would be.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const route = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};
const pods = (name: string) => ({resource: deployments, namespace: 'shop', name});
const weights = () =>
	Promise.all(
		['checkout-champion', 'checkout-challenger'].map((_name, index) =>
			world.read(route, `/spec/rules/1/backendRefs/${index}/weight`),
		),
	);

async function done(command: ActionCommand): Promise<Permit> {
	let permit: Permit | undefined;
	const {outcome} = await world.run(command, {
		async confirm(asked) {
			permit = asked;
			return true;
		},
	});
	expect(outcome.end, JSON.stringify(outcome)).toBe('settled');
	return permit!;
}

const shiftTo = (percent: number): ActionCommand => ({
	action: 'shift',
	target: route,
	rule: 'cards',
	percents: [{backend: 'checkout-challenger', percent}],
});
const scale = (name: string, replicas: number): ActionCommand => ({
	action: 'scale',
	target: pods(name),
	replicas,
});

let counts: readonly number[];
beforeEach(async () => {
	counts = await Promise.all(
		['checkout-champion', 'checkout-challenger'].map(
			async name => (await world.read(pods(name), '/spec/replicas')) as number,
		),
	);
	return async () => {
		await world.run(scale('checkout-champion', counts[0]!));
		await world.run(scale('checkout-challenger', counts[1]!));
	};
});

test('an undo that gives a share to a version without pods asks for the name', async () => {
	const {plan} = await done(shiftTo(0));
	expect(plan.isEscape).toBe(true);
	const before = await weights();
	await done(scale('checkout-challenger', 0));
	const permit = await done({action: 'undo', id: world.entries().at(-2)!.id});
	expect(permit.confirm).toMatchObject({
		by: 'word',
		word: 'checkout',
		because: 'checkout-challenger has no ready pod to answer its share.',
	});
	expect(permit.plan.concerns.map(({says}) => says)).toContain(
		'checkout-challenger has no ready pod: its share will be answered with errors.',
	);
	expect(await weights()).not.toEqual(before);
});

test('an undo to versions that have pods asks for a key', async () => {
	const before = await weights();
	await done(shiftTo(50));
	const permit = await done({action: 'undo'});
	expect(permit.confirm).toEqual({by: 'key'});
	expect(permit.plan.concerns).toEqual([]);
	expect(await weights()).toEqual(before);
});

test('a redo that would leave nothing but versions without pods is refused', async () => {
	await done(shiftTo(0));
	await done({action: 'undo'});
	const before = await weights();
	await done(scale('checkout-champion', 0));
	const redo = {action: 'redo' as const, id: world.entries().findLast(({action}) => action === 'undo')!.id};
	const {outcome} = await world.run(redo);
	expect(refusedBy(outcome)).toBe('out-of-bounds');
	expect(outcome).toMatchObject({
		refusal: {
			says: 'rule cards of HTTPRoute shop/checkout: all that gets a share then has no ready pod (checkout-champion), so everything would be answered with errors.',
			hint: 'Scale checkout-champion up first, or shift traffic by hand: sluice shift',
		},
	});
	expect(await weights()).toEqual(before);
});
