import type {Entry} from '../../source/journal/entry.ts';
import {pathsOf} from './choices.ts';
import {isAccepted, type Write} from './fault-proxy.ts';
import {type Asking, restMs} from './operator.ts';

/** What must hold of all writes, whatever went wrong: each broken one in a sentence. */
export function judgeWrites(
	writes: readonly Write[],
	asked: readonly Asking[],
	entries: readonly Entry[],
): string[] {
	const changes = writes.filter(write => !isEvent(write));
	const confirmed = asked.filter(({isConfirmed}) => isConfirmed);
	const owners = changes.map(write => confirmed.find(asking => isOf(write, asking)));
	const stray = changes.filter((_, w) => owners[w] === undefined);
	return [
		...stray.map(write => `written without a confirmation: ${say(write)}`),
		...confirmed.flatMap(asking =>
			judgeOne(
				asking,
				changes.filter((_, w) => owners[w] === asking),
				entries,
			),
		),
		...judgeEvents(writes.filter(isEvent), changes, entries),
	];
}

/** An object rests after each change, so that what comes late is known by its time. */
function isOf(write: Write, {paths, answeredAt, endedAt = Number.POSITIVE_INFINITY}: Asking): boolean {
	return paths.includes(write.path) && write.sentAt >= answeredAt! && write.sentAt < endedAt + restMs;
}

function judgeOne(asking: Asking, writes: readonly Write[], entries: readonly Entry[]): string[] {
	const subject = `${asking.command.action} (${asking.outcome?.end}: ${sayEnd(asking)}; ${writes.map(say).join(', ')})`;
	const claims = claimed(asking, entries);
	const judged = asking.paths.flatMap(path => {
		const accepted = writes.filter(each => each.path === path && isAccepted(each)).length;
		const [least, most] = claims.get(path) ?? [0, 0];
		if (accepted > most) return [`${path} written ${accepted} times, ${most} at most was said: ${subject}`];
		return accepted < least ? [`${path} said to be written and never was: ${subject}`] : [];
	});
	return sayEnd(asking) === '' ? [...judged, `ended without a word: ${subject}`] : judged;
}

/** How many writes an end claims of each path, at least and at most. */
function claimed(
	{outcome}: Asking,
	entries: readonly Entry[],
): ReadonlyMap<string, readonly [least: number, most: number]> {
	switch (outcome?.end) {
		case 'settled':
		case 'unsettled':
		case 'applied':
			return new Map(pathsOf(outcome.plan).map(path => [path, [1, 1]]));
		case 'failed': {
			if (outcome.plan === undefined) return new Map();
			const done = pathsOf({...outcome.plan, steps: outcome.done});
			const isOpen = isDoubted(outcome.id, entries) && / may /.test(outcome.trouble.says);
			return new Map(
				pathsOf(outcome.plan).map(path => [path, done.includes(path) ? [1, 1] : [0, isOpen ? 1 : 0]]),
			);
		}
		default:
			return new Map();
	}
}

/** What is unknown has to be so in the journal as well as in words. */
function isDoubted(id: string | undefined, entries: readonly Entry[]): boolean {
	return entries.some(entry => entry.id === id && entry.isDoubtful === true);
}

const isEvent = ({path}: Write) => path.endsWith('/events');

/** An Event tells of a change that was made, once, and whether it is there is what the journal says. */
function judgeEvents(
	events: readonly Write[],
	changes: readonly Write[],
	entries: readonly Entry[],
): string[] {
	const named = events.map(write => ({write, ...(JSON.parse(write.body) as EventBody)}));
	const untrue = named.filter(
		({metadata, involvedObject}) =>
			!entries.some(({id}) => metadata.name.endsWith(`.${id}`)) ||
			!changes.some(change => isAccepted(change) && change.path.split('/').includes(involvedObject.name)),
	);
	return [
		...untrue.map(({write}) => `an Event tells of what was not written: ${say(write)}`),
		...entries.flatMap(entry => {
			const accepted = named.filter(
				({write, metadata}) => isAccepted(write) && metadata.name.endsWith(`.${entry.id}`),
			).length;
			const said = entry.events ?? [];
			const least = said.filter(each => /^Event /.test(each)).length;
			const most = said.filter(each => !/^No Event /.test(each)).length;
			const isSo = accepted >= least && accepted <= most;
			return isSo ? [] : [`${accepted} Events are there, and it is said: ${said.join(' ') || 'nothing'}`];
		}),
	];
}

type EventBody = {
	readonly metadata: {readonly name: string};
	readonly involvedObject: {readonly name: string};
};

function sayEnd({outcome}: Asking): string {
	if (outcome === undefined) return 'no end';
	if (outcome.end === 'failed') return outcome.trouble.says;
	if (outcome.end === 'refused') return outcome.refusal.says;
	return outcome.end === 'cancelled' ? 'cancelled' : outcome.progress;
}

function say({method, path, fault, status, sentAt}: Write): string {
	return `${method} ${path.split('/').slice(-2).join('/')} ${status ?? 'unanswered'} with ${fault} at ${sentAt % 1_000_000}`;
}

/** The server counts each change of what is wanted: as many as were accepted, and the last one stands. */
export function judgeGenerations(
	objects: ReadonlyArray<{readonly path: string; readonly before: number; readonly after: number}>,
	writes: readonly Write[],
): string[] {
	return objects.flatMap(({path, before, after}) => {
		const accepted = writes.filter(each => each.path === path && isAccepted(each)).length;
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
