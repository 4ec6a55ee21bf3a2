import {beforeEach, expect, test} from 'vitest';
import {startDemo} from '../../source/demo/start.ts';
import {RawApi} from '../cluster/raw-api.ts';
import {type BuiltProgram, buildProgram} from '../kit/pseudo-terminal.ts';
import {behindFaults} from './checkout.ts';
import {openStage} from './escape.ts';
import type {Asked, Fault, Kind} from './fault.ts';

const {target, run, proxy, ...checkout} = behindFaults({connectMs: 2000, firstByteMs: 2000, idleMs: 2000});
const drain = {action: 'drain-traffic', target} as const;
const weights = () => checkout.weights(0);

beforeEach(() => checkout.setWeights(0, 90, 10));

const of =
	(kind: Kind) =>
	(asked: Asked): boolean =>
		asked.kind === kind;

test.each<[Fault, number]>([
	[{does: 'refuse', status: 500}, 1],
	[{does: 'refuse', status: 503}, 3],
	[{does: 'refuse', status: 409}, 1],
	[{does: 'refuse', status: 429, retryAfterS: 1}, 1],
	[{does: 'reset', isForwarded: false}, 2],
	[{does: 'reset', isForwarded: true}, 1],
	[{does: 'disown'}, 1],
	[{does: 'truncate', afterMs: 0}, 1],
	[{does: 'swallow', isForwarded: true, heldMs: 100}, 1],
])('the drain gets through although its write meets %o, %i times', async (fault, times) => {
	proxy().aim(of('write'), fault, times);
	expect(await run(drain)).toMatchObject({end: 'settled'});
	expect((await weights())[1]).toBe(0);
	expect(await run({action: 'undo'}), 'and it can be taken back').toMatchObject({end: 'settled'});
	expect(await weights()).toEqual([90, 10]);
});

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Of the drain; undo and setting up come around it. */
function acceptedSince(count: number): number {
	return proxy()
		.writes.slice(count)
		.filter(({status}) => status === 200).length;
}

function lastEntry() {
	const entries = checkout.journal().entries();
	if (!entries.ok) throw new Error(entries.trouble.says);
	return entries.value.at(-1)!;
}

test.each<Fault>([
	{does: 'swallow', isForwarded: true},
	{does: 'swallow', isForwarded: false},
	{does: 'late', delayMs: 50},
	{does: 'late', delayMs: 700},
	{does: 'delay', delayMs: 3500},
])(
	'a drain whose write meets %o is over soon, and written once',
	async fault => {
		proxy().aim(of('write'), fault);
		const began = Date.now();
		expect(await run(drain)).toMatchObject({end: 'settled'});
		expect(Date.now() - began).toBeLessThan(6000);
		expect((await weights())[1]).toBe(0);
		if ('delayMs' in fault) await pause(fault.delayMs + 500);
		expect(acceptedSince(0)).toBe(1);
		const entries = checkout.journal().entries();
		expect(entries.ok && entries.value).toHaveLength(1);
		expect(lastEntry()).toMatchObject({applied: 1, end: 'settled'});
		expect(lastEntry().isDoubtful).toBeUndefined();
		expect(await run({action: 'undo'}), 'and it can be taken back').toMatchObject({end: 'settled'});
		expect(await weights()).toEqual([90, 10]);
	},
	20_000,
);

test('a shift that only lowers the challenger is an escape, too', async () => {
	proxy().aim(of('write'), {does: 'swallow', isForwarded: false});
	const began = Date.now();
	const lowered = {
		action: 'shift',
		target,
		rule: 'checkout',
		percents: [{backend: 'checkout-challenger', percent: 5}],
	};
	expect(await run(lowered as never)).toMatchObject({end: 'settled'});
	expect(Date.now() - began).toBeLessThan(6000);
	expect(acceptedSince(0)).toBe(1);
}, 20_000);

test('a drain that somebody else wrote under, and that is swallowed, still gets through', async () => {
	let seen = 0;
	proxy().schedule(asked => {
		if (asked.kind !== 'write') return {does: 'pass'};
		seen += 1;
		return seen === 1 ? {does: 'swallow', isForwarded: false} : {does: 'pass'};
	});
	const draining = run(drain, async () => {
		await checkout.setWeights(0, 60, 40);
		return true;
	});
	expect(await draining).toMatchObject({end: 'settled'});
	expect((await weights())[1]).toBe(0);
	expect(acceptedSince(0)).toBe(1);
}, 20_000);

test('what the second patch is refused says nothing of the first, which may still arrive', async () => {
	proxy().aim(of('write'), {does: 'swallow', isForwarded: false});
	proxy().aim(of('write'), {does: 'refuse', status: 403});
	expect(await run(drain)).toMatchObject({
		end: 'failed',
		trouble: {status: 403, says: expect.stringContaining('may still arrive')},
	});
	expect(lastEntry().isDoubtful).toBe(true);
}, 20_000);

test('the escape goes out although nobody answers whether it may', async () => {
	await checkout.reopen();
	await checkout.cluster().whoAmI();
	proxy().aim(of('review'), {does: 'swallow', isForwarded: false}, Number.POSITIVE_INFINITY);
	const began = Date.now();
	expect(await run(drain)).toMatchObject({end: 'settled'});
	expect(Date.now() - began).toBeLessThan(6000);
}, 40_000);

test('a write that raises a challenger is sent once, however long nobody answers', async () => {
	proxy().aim(of('write'), {does: 'swallow', isForwarded: false, heldMs: 3000});
	const raised = {
		action: 'shift',
		target,
		rule: 'checkout',
		percents: [{backend: 'checkout-challenger', percent: 33}],
	};
	expect(await run(raised as never)).toMatchObject({end: 'failed'});
	expect(proxy().counts.get('write: swallow')).toBe(1);
	expect(proxy().writes).toHaveLength(0);
	expect(lastEntry().isDoubtful).toBe(true);
}, 20_000);

test.each<Kind>(['read', 'list', 'review', 'rehearsal'])(
	'the drain gets through although each %s fails in passing',
	async kind => {
		let turn = 0;
		// Two of three: no question is asked in vain three times.
		proxy().schedule(asked => {
			if (asked.kind !== kind) return {does: 'pass'};
			return asked.turn % 3 === 2 ? {does: 'pass'} : failures[turn++ % failures.length]!;
		});
		expect(await run(drain)).toMatchObject({end: 'settled'});
		expect((await weights())[1]).toBe(0);
	},
);

const failures: readonly Fault[] = [
	{does: 'refuse', status: 500},
	{does: 'reset', isForwarded: false},
	{does: 'refuse', status: 503},
];

test('a drain that cannot get through says so, and stops', async () => {
	proxy().aim(of('write'), {does: 'refuse', status: 500}, Number.POSITIVE_INFINITY);
	expect(await run(drain)).toMatchObject({end: 'failed', trouble: {status: 500}});
	expect(proxy().counts.get('write: refuse 500')).toBe(5);
	expect(await weights()).toEqual([90, 10]);
});

test('a drain that is forbidden is not tried again', async () => {
	proxy().aim(of('write'), {does: 'refuse', status: 403}, Number.POSITIVE_INFINITY);
	expect(await run(drain)).toMatchObject({end: 'failed', trouble: {status: 403}});
	expect(proxy().counts.get('write: refuse 403')).toBe(1);
});

test('nobody waits for who asks, or whether he may, after what is read', async () => {
	await checkout.reopen();
	const order: Kind[] = [];
	proxy().schedule(({kind}) => {
		order.push(kind);
		return {does: 'delay', delayMs: kind === 'review' ? 100 : 200};
	});
	expect(await run(drain)).toMatchObject({end: 'settled'});
	const firstThree = new Set(order.slice(0, order.indexOf('rehearsal')));
	expect(firstThree).toEqual(new Set(['read', 'list', 'review']));
	const untilWritten = order.slice(0, order.indexOf('write') + 1);
	expect(untilWritten.slice(-2)).toEqual(['rehearsal', 'write']);
});

test('two keys are enough although one request in twenty fails and somebody else writes the same route', async () => {
	const program: BuiltProgram = await buildProgram();
	const empty = await startDemo({scenario: 'empty', speed: 5});
	const direct = new RawApi(empty.kubeconfig);
	const stage = await openStage(program.path, empty.kubeconfig, direct, 200);
	try {
		for (const seed of [1, 2, 3]) {
			const {acceptedMs, presses, says} = await stage.escape(seed, true, 400);
			expect(acceptedMs, `seed ${seed}: ${says}`).toBeDefined();
			expect(presses, `presses of y, seed ${seed}`).toBe(1);
		}
	} finally {
		await stage.close();
		direct.close();
		await empty.stop();
		program.remove();
	}
}, 120_000);
