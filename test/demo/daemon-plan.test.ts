import {describe, expect, it} from 'vitest';
import {createPatience} from '../../source/demo/controllers/daemon-patience.ts';
import {
	boundsOf,
	type DaemonPod,
	keepPlaces,
	type Place,
	rollOn,
	type Steps,
} from '../../source/demo/controllers/daemon-plan.ts';

/** `o` is an old pod, `n` a new one; `!` does not serve, `-` is on its way out, `x` has failed. */
function pod(text: string, name: string): DaemonPod {
	const isReady = !/[!x]/.test(text);
	return {
		name,
		phase: text.includes('x') ? 'Failed' : 'Running',
		isNew: text.startsWith('n'),
		isTerminating: text.includes('-'),
		isReady,
		isAvailable: isReady,
	};
}

/** Nodes a, b, c … with their pods a0, a1 …; `?` is a node that wants none but lets it stay, `#` one that does not. */
function places(text: string): Place[] {
	return text.split('|').map((part, i) => {
		const node = 'abcdef'[i]!;
		const pods = part.replaceAll(/[?#]/g, '').split(' ').filter(Boolean);
		return {
			node,
			isWanted: !/[?#]/.test(part),
			mayStay: !part.includes('#'),
			pods: pods.map((text, k) => pod(text, `${node}${k}`)),
		};
	});
}

const said = ({create, remove}: Steps) => `+${create.join(' ')} -${remove.join(' ')}`;

describe('keepPlaces', () => {
	it.each([
		['fills what is empty', 'n||n', '+b -'],
		['waits for who is going', 'n-|n', '+ -'],
		['removes all but the oldest', 'n n|n', '+ -a1'],
		['replaces who has failed', 'nx|n', '+ -a0'],
		['leaves who may stay', '? n|n', '+ -'],
		['removes who may not', '# n n|n', '+ -a0 a1'],
	])('%s', (_, present, expected) => {
		expect(said(keepPlaces(places(present), false))).toBe(expected);
	});

	it.each([
		['lets the old stay until the new serves', 'o n!|n', '+ -'],
		['removes the old when the new serves', 'o n|n', '+ -a0'],
		['removes the old at once when it serves nobody', 'o! n!|n', '+ -a0'],
		['fills beside who is going', 'n-|n', '+a -'],
	])('%s where it may surge', (_, present, expected) => {
		expect(said(keepPlaces(places(present), true))).toBe(expected);
	});
});

describe('rollOn', () => {
	it.each([
		['takes one down', 'o|o|o', 1, '+ -a0'],
		['waits for the new one', 'n!|o|o', 1, '+ -'],
		['waits for its place to be filled', 'o-|o|o', 1, '+ -'],
		['goes on when the new one serves', 'n|o|o', 1, '+ -b0'],
		['takes several down', 'o|o|o', 2, '+ -a0 b0'],
		['takes all down that do not serve', 'o!|o!|o', 1, '+ -a0 b0'],
		['does not mind nodes that want none', 'n|?|o', 1, '+ -c0'],
	])('%s', (_, present, unavailable, expected) => {
		expect(said(rollOn(places(present), {unavailable, surge: 0}))).toBe(expected);
	});

	it.each([
		['puts one beside', 'o|o|o', 1, '+a -'],
		['waits for it to serve', 'o n!|o|o', 1, '+ -'],
		['removes the old one and goes on', 'o n|o|o', 1, '+b -a0'],
		['puts one beside each that does not serve', 'o!|o!|o', 1, '+a b c -'],
		['removes who has no place any more when enough serve', '? o|n|n', 1, '+ -a0'],
		['keeps who has no place any more until enough serve', '? o|n!|n', 1, '+ -'],
	])('%s where it may surge', (_, present, surge, expected) => {
		expect(said(rollOn(places(present), {unavailable: 0, surge}))).toBe(expected);
	});
});

describe('boundsOf', () => {
	it.each([
		[1, 0, 5, {unavailable: 1, surge: 0}],
		['30%', 0, 5, {unavailable: 2, surge: 0}],
		[0, '50%', 3, {unavailable: 0, surge: 2}],
		['50%', 0, 0, {unavailable: 1, surge: 0}],
	])('of %s and %s on %i nodes', (unavailable, surge, wanted, expected) => {
		expect(boundsOf(unavailable, surge, wanted)).toEqual(expected);
	});
});

describe('createPatience', () => {
	it('waits longer after each failure on a node, and forgets after a long time', () => {
		const waitMs = createPatience();
		expect([0, 500, 1000, 2000, 3000, 3001].map(atMs => waitMs('a', atMs))).toEqual([
			0, 500, 0, 1000, 0, 3999,
		]);
		expect(waitMs('b', 500)).toBe(0);
		expect([2_000_000, 2_000_400].map(atMs => waitMs('a', atMs))).toEqual([0, 600]);
	});
});
