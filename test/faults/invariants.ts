import type {Entry} from '../../source/journal/entry.ts';
import type {Write} from './fault-proxy.ts';
import {type Asking, restMs} from './operator.ts';

/** What must hold of all writes, whatever went wrong: each broken one in a sentence. */
export function judgeWrites(
	writes: readonly Write[],
	asked: readonly Asking[],
	entries: readonly Entry[],
): string[] {
	const confirmed = asked.filter(({isConfirmed}) => isConfirmed);
	const owners = writes.map(write => confirmed.find(asking => isOf(write, asking)));
	const stray = writes.filter((_, w) => owners[w] === undefined);
	return [
		...stray.map(write => `written without a confirmation: ${say(write)}`),
		...confirmed.flatMap(asking =>
			judgeOne(
				asking,
				writes.filter((_, w) => owners[w] === asking),
				entries,
			),
		),
	];
}

/** An object rests after each change, so that what comes late is known by its time. */
function isOf(write: Write, {path, answeredAt, endedAt = Number.POSITIVE_INFINITY}: Asking): boolean {
	return write.path === path && write.sentAt >= answeredAt! && write.sentAt < endedAt + restMs;
}

function judgeOne(asking: Asking, writes: readonly Write[], entries: readonly Entry[]): string[] {
	const accepted = writes.filter(({status}) => status === 200);
	const subject = `${asking.path} (${asking.outcome?.end}: ${sayEnd(asking)}; ${writes.map(say).join(', ')})`;
	const [least, most] = expected(asking, entries);
	if (accepted.length > most)
		return [`written ${accepted.length} times, ${most} at most was said: ${subject}`];
	if (accepted.length < least) return [`said to be written and never was: ${subject}`];
	return sayEnd(asking) === '' ? [`ended without a word: ${subject}`] : [];
}

/** How many writes an end claims. */
function expected({outcome}: Asking, entries: readonly Entry[]): readonly [least: number, most: number] {
	switch (outcome?.end) {
		case 'settled':
		case 'unsettled':
		case 'applied':
			return [1, 1];
		case 'failed':
			return isDoubted(outcome.id, entries) && / may /.test(outcome.trouble.says) ? [0, 1] : [0, 0];
		default:
			return [0, 0];
	}
}

/** What is unknown has to be so in the journal as well as in words. */
function isDoubted(id: string | undefined, entries: readonly Entry[]): boolean {
	return entries.some(entry => entry.id === id && entry.isDoubtful === true);
}

function sayEnd({outcome}: Asking): string {
	if (outcome === undefined) return 'no end';
	if (outcome.end === 'failed') return outcome.trouble.says;
	if (outcome.end === 'refused') return outcome.refusal.says;
	return outcome.end === 'cancelled' ? 'cancelled' : outcome.progress;
}

function say({path, fault, status, sentAt}: Write): string {
	return `PATCH ${path.split('/').slice(-2).join('/')} ${status ?? 'unanswered'} with ${fault} at ${sentAt % 1_000_000}`;
}

/** The server counts each change of what is wanted: as many as were accepted, and the last one stands. */
export function judgeGenerations(
	objects: ReadonlyArray<{readonly path: string; readonly before: number; readonly after: number}>,
	writes: readonly Write[],
): string[] {
	return objects.flatMap(({path, before, after}) => {
		const accepted = writes.filter(each => each.path === path && each.status === 200).length;
		return after - before === accepted
			? []
			: [`${path}: the server counts ${after - before} changes, ${accepted} were accepted`];
	});
}

export type Told = {readonly plural: string; readonly state: string; readonly at: number};

export type Broken = {readonly plural: string; readonly says: string; readonly at: number};

/** Everything that befell a watch is told of its stream within moments. */
export function judgeHealth(broken: readonly Broken[], told: readonly Told[], withinMs = 5000): string[] {
	return broken.flatMap(({plural, says, at}) => {
		const isTold = told.some(
			each =>
				each.plural === plural && each.state !== 'live' && each.at >= at - 50 && each.at < at + withinMs,
		);
		return isTold ? [] : [`nothing was said of ${plural} after: ${says}`];
	});
}
