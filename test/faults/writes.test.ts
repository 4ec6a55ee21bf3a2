import {beforeEach, expect, test} from 'vitest';
import type {Outcome} from '../../source/model/telling.ts';
import {behindFaults} from './checkout.ts';
import type {Fault} from './fault.ts';

// What is said of a change whose one write goes wrong, beside what the server has of it.

const {target, path, run, proxy, journal, ...checkout} = behindFaults();

beforeEach(() => checkout.setWeights(1, 90, 10));

async function challenger(): Promise<number | undefined> {
	return (await checkout.weights(1))[1];
}

function shift(): Promise<Outcome> {
	return run({
		action: 'shift',
		target,
		rule: 'cards',
		percents: [{backend: 'checkout-challenger', percent: 33}],
	});
}

function says(outcome: Outcome): string {
	if (outcome.end === 'failed') return `failed: ${outcome.trouble.says}`;
	return outcome.end === 'refused' ? `refused: ${outcome.refusal.says}` : outcome.end;
}

test.each<[Fault, RegExp]>([
	[{does: 'refuse', status: 500}, /^failed: .* failed to change .* \(500\)/],
	[{does: 'refuse', status: 403}, /^failed: You may not change/],
	[{does: 'refuse', status: 409}, /^failed: Cannot change/],
	[{does: 'refuse', status: 429, retryAfterS: 1}, /^failed: .* asks to slow down/],
])(
	'a write that the server answers with %o is not there, and nothing else is said',
	async (fault, wanted) => {
		proxy().aim(({kind}) => kind === 'write', fault);
		const said = says(await shift());
		expect(said).toMatch(wanted);
		expect(said).not.toMatch(/ may (have|still)/);
		expect(await challenger()).toBe(10);
	},
);

test.each<Fault>([
	{does: 'disown'},
	{does: 'reset', isForwarded: true},
	{does: 'truncate', afterMs: 0},
	{does: 'swallow', isForwarded: true, heldMs: 100},
	{does: 'late', delayMs: 700},
])('a write that arrives although %o is done, and said to be', async fault => {
	proxy().aim(({kind}) => kind === 'write', fault);
	expect(says(await shift())).toBe('settled');
	expect(await challenger()).toBe(33);
});

test.each<Fault>([
	{does: 'refuse', status: 504},
	{does: 'reset', isForwarded: false},
	{does: 'swallow', isForwarded: false, heldMs: 100},
	{does: 'late', delayMs: 2500},
])(
	'a write that nobody answered, by %o, may still arrive: that is said, recorded, and can be taken back',
	async fault => {
		proxy().aim(({kind}) => kind === 'write', fault);
		expect(says(await shift())).toMatch(/ is not there yet, and may still arrive/);
		const entries = journal().entries();
		expect(entries.ok && entries.value.at(-1)?.isDoubtful).toBe(true);
		if (fault.does !== 'late') return expect(await challenger()).toBe(10);
		await checkout.api().until(path, object => object.spec.rules[1].backendRefs[1].weight === 33);
		const undone = await run({action: 'undo'});
		expect(says(undone)).toBe('settled');
		expect(await challenger()).toBe(10);
	},
);
