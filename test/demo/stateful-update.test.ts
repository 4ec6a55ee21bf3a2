import {describe, expect, it} from 'vitest';
import {type Member, nextSteps, type Wanted} from '../../source/demo/controllers/stateful-update.ts';

const wanted: Wanted = {start: 0, replicas: 3, isOrdered: true, partition: 0, current: 'a', update: 'a'};

/** `2` is the ready pod 2 at revision a; `2b` at revision b; `2!` is not available; `2-` is on its way out; `2x` is over. */
function member(text: string): Member {
	const isReady = !/[!x]/.test(text);
	return {
		ordinal: Number.parseInt(text, 10),
		revision: text.includes('b') ? 'b' : 'a',
		isOver: text.includes('x'),
		isTerminating: text.includes('-'),
		isReady,
		isAvailable: isReady,
	};
}

function steps(change: Partial<Wanted>, present: string): [string, string] {
	const members = present.split(' ').filter(Boolean).map(member);
	const {create, remove} = nextSteps({...wanted, ...change}, members);
	return [create.map(({ordinal, revision}) => `${ordinal}${revision}`).join(' '), remove.join(' ')];
}

describe('nextSteps', () => {
	it.each([
		['starts with the first', {}, '', '0a', ''],
		['waits for the first to serve', {}, '0!', '', ''],
		['goes on to the second', {}, '0', '1a', ''],
		['rests when all are there', {}, '0 1 2', '', ''],
		['makes all at once where order does not matter', {isOrdered: false}, '1', '0a 2a', ''],
		['replaces what has ended', {}, '0 1x 2', '', '1'],
		['waits for what is going', {}, '0 1- 2', '', ''],
		['begins where its numbers do', {start: 5}, '', '5a', ''],
		['removes the last first', {replicas: 1}, '0 1 2', '', '2'],
		['removes one after the other', {replicas: 1}, '0 1 2-', '', ''],
		['removes the last also when one before it does not serve', {replicas: 1}, '0 1! 2', '', '2'],
		['stops at an idle one behind another idle one', {replicas: 1}, '0 1! 2!', '', ''],
		['does not shrink before those that stay serve', {replicas: 2}, '0! 1 2', '', ''],
		['removes all at once where order does not matter', {replicas: 1, isOrdered: false}, '0 1 2-', '', '1'],
		['updates the last first', {update: 'b'}, '0 1 2', '', '2'],
		['updates the next when the last serves', {update: 'b'}, '0 1 2b', '', '1'],
		['waits for the updated one', {update: 'b'}, '0 1 2b!', '', ''],
		['leaves those below the partition', {update: 'b', partition: 2}, '0 1 2b', '', ''],
		['makes those below the partition at the old revision', {update: 'b', partition: 2}, '0', '1a', ''],
		['makes those above it at the new', {update: 'b', partition: 1}, '0', '1b', ''],
		['updates nobody who is not deleted', {update: 'b', partition: undefined}, '0 1 2', '', ''],
		['makes who was deleted anew', {update: 'b', partition: undefined}, '0 1', '2b', ''],
		[
			'replaces one by one also where order does not matter',
			{update: 'b', isOrdered: false},
			'0 1 2',
			'',
			'2',
		],
		['waits there, too', {update: 'b', isOrdered: false}, '0 1 2b!', '', ''],
	] as const)('%s', (_, change, present, create, remove) => {
		expect(steps(change, present)).toEqual([create, remove]);
	});
});
