import {describe, expect, test} from 'vitest';
import {
	type FollowState,
	type Happening,
	type ListWay,
	nextFollowing,
	startFollowing,
} from '../../source/cluster/follow-state.ts';
import type {Trouble, TroubleReason} from '../../source/model/trouble.ts';

const begun = 1_000_000;

function trouble(reason: TroubleReason, status?: number, retryAfterMs?: number): Trouble {
	return {reason, says: `${reason}.`, status, retryAfterMs};
}

function failed(reason: TroubleReason, status?: number, retryAfterMs?: number): Happening {
	return {type: 'failed', trouble: trouble(reason, status, retryAfterMs)};
}

/** Happenings, each a second after the one before unless it is preceded by a pause in milliseconds. */
function following(way: ListWay, ...script: ReadonlyArray<Happening | number>): FollowState {
	let state = startFollowing({first: way, later: way}, begun);
	let now = begun;
	for (const happening of script) {
		now += typeof happening === 'number' ? happening : 1000;
		if (typeof happening !== 'number') state = nextFollowing(state, happening, {now, luck: 0.5});
	}
	return state;
}

const received: Happening = {type: 'received', count: 500};
const listed: Happening = {type: 'listed', version: '10'};
const opened: Happening = {type: 'opened'};
const progressed: Happening = {type: 'progressed', version: '20'};
const ended: Happening = {type: 'ended'};
const waited: Happening = {type: 'waited'};
const refused = failed('unreachable');
const reset = failed('unreachable');
const gone = failed('expired', 410);

describe('health and task', () => {
	test.each<[string, FollowState, object, object]>([
		['a start', following('paged'), {state: 'connecting'}, {do: 'list', way: 'paged'}],
		['first pages', following('paged', received), {state: 'listing', received: 500}, {do: 'list'}],
		[
			'a list without a watch yet is not live',
			following('paged', received, listed),
			{state: 'listing'},
			{do: 'watch', from: '10'},
		],
		[
			'an opened watch',
			following('paged', received, listed, opened),
			{state: 'live'},
			{do: 'watch', from: '10'},
		],
		[
			'an opened stream is not live',
			following('streamed', opened, received),
			{state: 'listing'},
			{do: 'list', way: 'streamed'},
		],
		[
			'a complete stream',
			following('streamed', opened, received, listed),
			{state: 'live'},
			{do: 'list', way: 'streamed'},
		],
		[
			'a stream renewed',
			following('streamed', opened, listed, progressed, 300_000, ended),
			{state: 'live'},
			{do: 'watch', from: '20'},
		],
		[
			'a watch renewed',
			following('paged', listed, opened, progressed, ended),
			{state: 'live'},
			{do: 'watch', from: '20'},
		],
		[
			'a quiet watch renewed',
			following('paged', listed, opened, 300_000, ended),
			{state: 'live'},
			{do: 'watch', from: '10'},
		],
	])('%s', (_, state, health, task) => {
		expect(state.health).toMatchObject(health);
		expect(state.task).toMatchObject(task);
	});
});

describe('troubles', () => {
	test.each<[string, FollowState, object, object]>([
		[
			'a refused first list',
			following('paged', refused),
			{state: 'stale', since: begun},
			{do: 'wait', next: {do: 'list', way: 'paged'}},
		],
		[
			'a kind that is not served was so when the server last said it',
			following('paged', failed('not-found', 404), 600_000, failed('not-found', 404), waited, refused),
			{state: 'stale', since: begun + 602_000},
			{do: 'wait', next: {do: 'list', way: 'paged'}},
		],
		[
			'a broken watch resumes',
			following('paged', listed, opened, progressed, reset),
			{state: 'stale'},
			{do: 'wait', next: {do: 'watch', from: '20'}},
		],
		[
			'a broken stream resumes',
			following('streamed', opened, listed, progressed, reset),
			{state: 'stale'},
			{do: 'wait', next: {do: 'watch', from: '20'}},
		],
		[
			'a stream broken in its list',
			following('streamed', opened, received, reset),
			{state: 'stale'},
			{do: 'wait', next: {do: 'list', way: 'streamed'}},
		],
		[
			'a stream that ends in its list',
			following('streamed', opened, received, ended),
			{state: 'stale'},
			{do: 'wait', next: {do: 'list', way: 'streamed'}},
		],
		[
			'an expired version lists at once',
			following('paged', listed, opened, progressed, gone),
			{state: 'stale'},
			{do: 'wait', delayMs: 0, next: {do: 'list', way: 'paged'}},
		],
		[
			'a garbled event lists anew',
			following('paged', listed, opened, failed('garbled')),
			{state: 'stale'},
			{do: 'wait', next: {do: 'list', way: 'paged'}},
		],
		[
			'a kind taken away is looked for again',
			following('paged', listed, opened, failed('not-found', 404)),
			{state: 'stale'},
			{do: 'wait', next: {do: 'list', way: 'paged'}},
		],
		[
			'no right to list',
			following('paged', failed('forbidden', 403)),
			{state: 'denied'},
			{do: 'wait', delayMs: 60_000, next: {do: 'list', way: 'paged'}},
		],
		[
			'a kind not served',
			following('paged', failed('not-found', 404)),
			{state: 'absent'},
			{do: 'wait', delayMs: 60_000, next: {do: 'list', way: 'paged'}},
		],
		[
			'no right to watch',
			following('paged', listed, failed('forbidden', 403)),
			{state: 'polling', everyMs: 2000},
			{do: 'wait', delayMs: 2000, next: {do: 'poll', from: '10'}},
		],
		[
			'no watch at all',
			following('paged', listed, failed('server-error', 405)),
			{state: 'polling'},
			{do: 'wait', next: {do: 'poll'}},
		],
		[
			'the server asks for time',
			following('paged', listed, opened, progressed, failed('throttled', 429, 7000)),
			{state: 'stale'},
			{do: 'wait', delayMs: 7000, next: {do: 'watch', from: '20'}},
		],
		[
			'credentials not accepted',
			following('paged', listed, opened, failed('unauthorized', 401)),
			{state: 'stale'},
			{do: 'wait', next: {do: 'watch', from: '10'}},
		],
	])('%s', (_, state, health, task) => {
		expect(state.health).toMatchObject(health);
		expect(state.task).toMatchObject(task);
	});

	test.each([400, 403, 404, 405, 406, 422])(
		'a server that answers a streamed list with %i is asked for pages, for good',
		status => {
			const state = following('streamed', failed(status === 403 ? 'forbidden' : 'invalid', status));
			expect(state.task).toEqual({do: 'list', way: 'paged'});
			expect(state.health).toEqual({state: 'connecting'});
			const later = nextFollowing(nextFollowing(state, listed, at(1)), gone, at(2));
			expect(later.task).toMatchObject({next: {do: 'list', way: 'paged'}});
		},
	);

	test.each([401, 410, 429, 500, 503])('a streamed list answered with %i is tried again', status => {
		expect(following('streamed', failed('server-error', status)).way).toBe('streamed');
	});

	test('a server that never ends a streamed list is asked for pages', () => {
		expect(following('streamed', opened, received, {type: 'endless'}).task).toEqual({
			do: 'list',
			way: 'paged',
		});
	});

	test('pages that expire twice are asked for in one piece', () => {
		const once = following('paged', received, gone);
		expect(once.task).toMatchObject({next: {way: 'paged'}});
		expect(nextFollowing(nextFollowing(once, waited, at(3)), gone, at(4)).task).toMatchObject({
			next: {way: 'whole'},
		});
	});
});

describe('ways', () => {
	const mixed = startFollowing({first: 'paged', later: 'streamed'}, begun);

	test('the first list is paged until it is whole, and later ones are streamed', () => {
		const retried = nextFollowing(nextFollowing(mixed, refused, at(1)), waited, at(2));
		expect(retried.task).toEqual({do: 'list', way: 'paged'});
		const relisting = nextFollowing(nextFollowing(retried, listed, at(3)), gone, at(4));
		expect(relisting.task).toMatchObject({next: {do: 'list', way: 'streamed'}});
	});

	test('a later list falls back to pages where streams are not taken', () => {
		const relisting = nextFollowing(
			nextFollowing(nextFollowing(mixed, listed, at(1)), gone, at(2)),
			waited,
			at(3),
		);
		const paged = nextFollowing(relisting, failed('invalid', 422), at(4));
		expect(paged.task).toEqual({do: 'list', way: 'paged'});
		expect(nextFollowing(paged, listed, at(5)).way).toBe('paged');
	});
});

describe('staleness', () => {
	test('began with the last proof, not with the failure', () => {
		const state = following('paged', listed, opened, progressed, 40_000, reset);
		expect(state.health).toMatchObject({state: 'stale', since: begun + 3000});
	});

	test('goes on over a bare reconnect that fails, and keeps its beginning', () => {
		const state = following(
			'paged',
			listed,
			opened,
			progressed,
			40_000,
			reset,
			waited,
			refused,
			waited,
			refused,
		);
		expect(state.health).toMatchObject({state: 'stale', since: begun + 3000});
	});

	test('keeps its age over reconnects that broke before anything could come of them', () => {
		const again: readonly Happening[] = [waited, opened, reset];
		const state = following(
			'paged',
			listed,
			opened,
			progressed,
			40_000,
			reset,
			...again,
			...again,
			waited,
			refused,
		);
		expect(state.health).toMatchObject({state: 'stale', since: begun + 3000});
	});

	test('of a resumed watch that stood quiet counts from its opening: what had been missed came behind the headers', () => {
		const resumed = following('paged', listed, opened, progressed, 40_000, reset, waited, opened);
		const openedAt = begun + 46_000;
		const broken = nextFollowing(resumed, reset, {now: openedAt + 30_000, luck: 0.5});
		expect(broken.health).toMatchObject({state: 'stale', since: openedAt});
		const refusedLater = nextFollowing(broken, refused, {now: openedAt + 90_000, luck: 0.5});
		expect(refusedLater.health).toMatchObject({since: openedAt});
		const renewed = nextFollowing(resumed, ended, {now: openedAt + 90_000, luck: 0.5});
		const lost = nextFollowing(renewed, refused, {now: openedAt + 95_000, luck: 0.5});
		expect(lost.health).toMatchObject({since: openedAt});
	});

	test('ends with response headers of a watch', () => {
		expect(following('paged', listed, opened, reset, waited, opened).health).toEqual({state: 'live'});
	});

	test('of a relist ends only when a watch follows it', () => {
		const relisting = following('paged', listed, opened, gone, waited, received);
		expect(relisting.health.state).toBe('stale');
		const relisted = nextFollowing(relisting, listed, at(9));
		expect(relisted.health.state).toBe('stale');
		expect(nextFollowing(relisted, opened, at(10)).health).toEqual({state: 'live'});
	});
});

describe('delays', () => {
	function delayOf({task}: FollowState): number {
		return task.do === 'wait' ? task.delayMs : -1;
	}

	test('grow with each try, to 30 s at most', () => {
		let state = following('paged', refused);
		const delays = [delayOf(state)];
		for (let tries = 0; tries < 8; tries++) {
			state = nextFollowing(nextFollowing(state, waited, at(1)), refused, at(1));
			delays.push(delayOf(state));
		}
		expect(delays.slice(0, 4)).toEqual([500, 900, 1700, 3300]);
		expect(Math.max(...delays)).toBeLessThanOrEqual(15_050);
	});

	test('are not reset by an open watch that brings nothing', () => {
		const state = following('paged', listed, opened, reset, waited, opened, reset, waited, opened, reset);
		expect(delayOf(state)).toBe(1700);
	});

	test('are reset by an event', () => {
		const state = following(
			'paged',
			listed,
			opened,
			reset,
			waited,
			opened,
			reset,
			waited,
			opened,
			progressed,
			reset,
		);
		expect(delayOf(state)).toBe(500);
	});

	test('also hold back a server that ends each watch at once', () => {
		let state = following('paged', listed);
		state = nextFollowing(state, opened, at(5));
		state = nextFollowing(state, ended, at(5));
		expect(state.health).toMatchObject({state: 'stale'});
		const first = delayOf(state);
		for (const happening of [waited, opened, ended]) state = nextFollowing(state, happening, at(6));
		expect(delayOf(state)).toBeGreaterThan(first);
	});

	test('also hold back a server whose every version has expired', () => {
		const state = following('paged', listed, gone, waited, listed, gone);
		expect(delayOf(state)).toBeGreaterThan(0);
	});
});

describe('polling', () => {
	const polling = following('paged', listed, failed('forbidden', 403));

	test('goes on, slower where a list takes long', () => {
		const state = nextFollowing(
			nextFollowing(polling, waited, at(5)),
			{type: 'polled', version: '30', tookMs: 900},
			at(6),
		);
		expect(state.task).toEqual({do: 'wait', delayMs: 18_000, next: {do: 'poll', from: '30'}});
		expect(state.health).toMatchObject({state: 'polling', everyMs: 18_000});
	});

	test('tries a watch again after a minute, without a flicker if it is refused', () => {
		let state = nextFollowing(polling, {type: 'polled', version: '30', tookMs: 1}, at(70));
		expect(state.task).toMatchObject({next: {do: 'watch', from: '30'}});
		state = nextFollowing(nextFollowing(state, waited, at(72)), failed('forbidden', 403), at(72));
		expect(state.health).toMatchObject({state: 'polling'});
		expect(state.task).toMatchObject({next: {do: 'poll', from: '30'}});
	});

	test('becomes live once a watch opens', () => {
		let state = nextFollowing(polling, {type: 'polled', version: '30', tookMs: 1}, at(70));
		state = nextFollowing(nextFollowing(state, waited, at(72)), opened, at(73));
		expect(state.health).toEqual({state: 'live'});
	});

	test('that fails is stale and polls again', () => {
		const state = nextFollowing(nextFollowing(polling, waited, at(5)), refused, at(6));
		expect(state.health).toMatchObject({state: 'stale'});
		expect(state.task).toMatchObject({next: {do: 'poll', from: '10'}});
	});

	test('that fails and recovers is polling again', () => {
		let state = nextFollowing(nextFollowing(polling, waited, at(5)), refused, at(6));
		state = nextFollowing(
			nextFollowing(state, waited, at(7)),
			{type: 'polled', version: '31', tookMs: 1},
			at(8),
		);
		expect(state.health).toMatchObject({state: 'polling'});
	});

	test('that is forbidden is denied', () => {
		const state = nextFollowing(nextFollowing(polling, waited, at(5)), failed('forbidden', 403), at(6));
		expect(state.health).toMatchObject({state: 'denied'});
	});
});

/** Seconds after the begin. */
function at(seconds: number) {
	return {now: begun + seconds * 1000, luck: 0.5};
}
