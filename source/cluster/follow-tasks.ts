import type {Clock} from '../model/clock.ts';
import type {Happening, ListWays, Task} from './follow-state.ts';
import type {Intake} from './intake.ts';
import {readList} from './list.ts';
import type {Query} from './query.ts';
import {silenceGuard} from './silence.ts';
import type {Tables} from './tables.ts';
import type {Transport} from './transport.ts';
import {watch} from './watch.ts';

export type FollowTools = {
	readonly transport: Transport;
	readonly clock: Clock;
	/** A number in [0, 1). */
	readonly luck: () => number;
	readonly listWays: ListWays;
	/** Ends the waits of those who wait before they try again. */
	readonly waits: Set<() => void>;
};

/** What every task of one followed resource works with. */
export type Work = FollowTools & {
	readonly path: string;
	/** Only what these fields say is followed; all where left out. */
	readonly fields: string | undefined;
	/** `pods in namespace shop`. */
	readonly where: string;
	readonly rows: Intake;
	/** Where what is followed is asked for as tables. */
	readonly tables?: Tables;
	readonly signal: AbortSignal;
	/** Tells what happens in the course of a task; its end is what the task answers. */
	readonly happened: (happening: Happening) => void;
};

/** A watch that gave neither event nor bookmark for so long is opened anew: its connection may be half dead. */
const silenceMs = 90_000;
/** A streamed list that pauses for so long comes from a server that does not know of an end. */
const endlessMs = 10_000;
/** Rows of a streamed list are told at this pace. */
const pageMs = 50;

/** Does one task to its end, and answers how it ended. */
export function carryOut(task: Task, work: Work): Promise<Happening> {
	switch (task.do) {
		case 'list':
			work.rows.beginList();
			work.tables?.beginList();
			return task.way === 'streamed' ? streamList(work) : pageList(work, task.way === 'whole');
		case 'watch':
			return watchFrom(work, task.from);
		case 'poll':
			return poll(work, task.from);
		case 'wait':
			return pause(work, task.delayMs);
	}
}

async function pageList(
	{transport, path, fields, where, rows, tables, signal, happened}: Work,
	isWhole: boolean,
): Promise<Happening> {
	const list = await readList(transport, {
		path,
		doing: `list ${where}`,
		tables,
		query: {fieldSelector: fields},
		isWhole,
		signal,
		take: rows.put,
		paged(count) {
			rows.flush();
			happened({type: 'received', count});
		},
	});
	if (!list.ok) return {type: 'failed', trouble: list.trouble};
	rows.endList();
	return {type: 'listed', version: list.value};
}

/** A watch that begins with all there is; once its end has come it goes on as any other. */
async function streamList(work: Work): Promise<Happening> {
	const {clock, rows, happened} = work;
	let isListing = true;
	let pageAt = clock.now();
	const ended = await openWatch(work, {
		query: {sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan'},
		patienceMs: () => (isListing ? endlessMs : silenceMs),
		progressed(version) {
			if (!isListing) return happened({type: 'progressed', version});
			if (clock.now() - pageAt < pageMs) return;
			pageAt = clock.now();
			rows.flush();
			happened({type: 'received', count: rows.count()});
		},
		listed(version) {
			isListing = false;
			rows.endList();
			happened({type: 'listed', version});
		},
	});
	return isListing && ended.type === 'silent' ? {type: 'endless'} : asEnd(ended);
}

async function watchFrom(work: Work, version: string): Promise<Happening> {
	const ended = await openWatch(work, {
		query: {resourceVersion: version},
		patienceMs: () => silenceMs,
		progressed: reached => work.happened({type: 'progressed', version: reached}),
		listed() {},
	});
	return asEnd(ended);
}

type Opening = {
	readonly query: Query;
	readonly patienceMs: () => number;
	readonly progressed: (version: string) => void;
	readonly listed: (version: string) => void;
};

type Ended = Extract<Happening, {type: 'ended' | 'failed'}> | {readonly type: 'silent'};

/** A silent watch is renewed without fuss. */
function asEnd(ended: Ended): Happening {
	return ended.type === 'silent' ? {type: 'ended'} : ended;
}

async function openWatch(work: Work, opening: Opening): Promise<Ended> {
	const {transport, path, fields, where, rows, tables, signal, happened, clock, luck} = work;
	const silent = new AbortController();
	const guard = silenceGuard(clock, opening.patienceMs, () => silent.abort());
	const trouble = await watch(transport, {
		path,
		doing: `watch ${where}`,
		tables,
		// Spread out, so that a dozen watches are not renewed together.
		query: {...opening.query, fieldSelector: fields, timeoutSeconds: 300 + Math.floor(luck() * 300)},
		signal: AbortSignal.any([signal, silent.signal]),
		opened() {
			guard.heard();
			happened({type: 'opened'});
		},
		take: event => (event.type === 'DELETED' ? rows.remove(event.object) : rows.put(event.object)),
		progressed(version) {
			guard.heard();
			opening.progressed(version);
		},
		listed: opening.listed,
	});
	guard.stop();
	if (silent.signal.aborted) return {type: 'silent'};
	return trouble ? {type: 'failed', trouble} : {type: 'ended'};
}

async function poll(work: Work, from: string): Promise<Happening> {
	const {transport, path, fields, where, rows, tables, signal, clock} = work;
	const began = clock.now();
	rows.beginPoll();
	const list = await readList(transport, {
		path,
		doing: `list ${where}`,
		tables,
		// From the server's cache, but never older than what is shown already.
		query: {
			limit: undefined,
			fieldSelector: fields,
			resourceVersion: from,
			resourceVersionMatch: from && 'NotOlderThan',
		},
		signal,
		take: rows.compare,
	});
	if (!list.ok) return {type: 'failed', trouble: list.trouble};
	rows.endPoll();
	return {type: 'polled', version: list.value, tookMs: clock.now() - began};
}

/** Waits, but no longer than until everybody is told to try again. */
export function pause(
	{clock, signal, waits}: Pick<Work, 'clock' | 'signal' | 'waits'>,
	delayMs: number,
): Promise<Happening> {
	return new Promise(resolve => {
		const end = () => {
			cancel();
			waits.delete(end);
			signal.removeEventListener('abort', end);
			resolve({type: 'waited'});
		};
		const cancel = clock.after(delayMs, end);
		signal.addEventListener('abort', end);
		waits.add(end);
	});
}
