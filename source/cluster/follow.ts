import type {Change} from '../model/change.ts';
import type {Clock} from '../model/clock.ts';
import type {Project, Scope, Stop} from '../model/cluster.ts';
import type {Resource} from '../model/ref.ts';
import {type Happening, nextFollowing, startFollowing, type Task} from './follow-state.ts';
import {intake} from './intake.ts';
import {readList} from './list.ts';
import {resourcePath} from './paths.ts';
import {silenceGuard} from './silence.ts';
import type {Transport} from './transport.ts';
import {watch} from './watch.ts';

const pageMs = 50;

export type FollowTools = {
	readonly transport: Transport;
	readonly clock: Clock;
	/** A number in [0, 1). */
	readonly luck: () => number;
	readonly streamsLists: boolean;
};

/** A watch that gave neither event nor bookmark for so long is opened anew: its connection may be half dead. */
const silenceMs = 90_000;
/** A streamed list that pauses for so long comes from a server that does not know of an end. */
const endlessMs = 10_000;

/**
 * Lists and watches one resource until stopped; see `Cluster.follow`. All
 * decisions are in follow-state; this carries out its tasks, one at a time.
 */
export function follow<Row extends {readonly uid: string}>(
	tools: FollowTools,
	resource: Resource,
	scope: Scope,
	project: Project<Row>,
	tell: (change: Change<Row>) => void,
): Stop {
	const {transport, clock, luck} = tools;
	const path = resourcePath(resource, scope);
	const where = `${resource.plural}${scope.namespace ? ` in namespace ${scope.namespace}` : ''}`;
	const stopping = new AbortController();
	const rows = intake(project, tellOn);
	// A cluster on this machine streams its lists; over a network compressed pages are ten times smaller.
	let state = startFollowing(tools.streamsLists ? 'streamed' : 'paged', clock.now());

	let pageAt = 0;

	function tellOn(change: Change<Row>): void {
		if (!stopping.signal.aborted) tell(change);
	}

	function happened(happening: Happening): void {
		const before = state.health;
		state = nextFollowing(state, happening, {now: clock.now(), luck: luck()});
		if (state.health !== before) tellOn({type: 'health', health: state.health});
	}

	function carryOut(task: Task): Promise<Happening> {
		switch (task.do) {
			case 'list':
				rows.beginList();
				return task.way === 'streamed' ? streamList() : pageList(task.way === 'whole');
			case 'watch':
				return watchFrom({resourceVersion: task.from});
			case 'poll':
				return poll(task.from);
			case 'wait':
				return pause(task.delayMs);
		}
	}

	async function pageList(isWhole: boolean): Promise<Happening> {
		const list = await readList(transport, {
			path,
			doing: `list ${where}`,
			isWhole,
			signal: stopping.signal,
			take: rows.put,
			paged: received,
		});
		if (!list.ok) return {type: 'failed', trouble: list.trouble};
		rows.endList();
		return {type: 'listed', version: list.value};
	}

	/** Pages of a streamed list are as long as what arrives within a frame. */
	function received(count: number): void {
		if (state.hasListed || clock.now() - pageAt < pageMs) return;
		pageAt = clock.now();
		rows.flush();
		happened({type: 'received', count});
	}

	function streamList(): Promise<Happening> {
		return watchFrom({sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan'});
	}

	async function watchFrom(query: {[name: string]: string | boolean}): Promise<Happening> {
		let isListing = query.sendInitialEvents === true;
		let isEndless = false;
		const quiet = new AbortController();
		const guard = silenceGuard(clock, () => {
			isEndless = isListing;
			quiet.abort();
		});
		const trouble = await watch(transport, {
			path,
			doing: `watch ${where}`,
			query: {...query, timeoutSeconds: 300 + Math.floor(luck() * 300)},
			signal: AbortSignal.any([stopping.signal, quiet.signal]),
			opened() {
				guard.start(isListing ? endlessMs : silenceMs);
				happened({type: 'opened'});
			},
			take: event => (event.type === 'DELETED' ? rows.remove(event.object) : rows.put(event.object)),
			progressed(version) {
				guard.heard();
				if (isListing) received(rows.count());
				else happened({type: 'progressed', version});
			},
			listed(version) {
				isListing = false;
				guard.start(silenceMs);
				rows.endList();
				happened({type: 'listed', version});
			},
		});
		guard.stop();
		if (isEndless) return {type: 'endless'};
		return trouble && !quiet.signal.aborted ? {type: 'failed', trouble} : {type: 'ended'};
	}

	async function poll(from: string): Promise<Happening> {
		const began = clock.now();
		rows.beginPoll();
		const list = await readList(transport, {
			path,
			doing: `list ${where}`,
			// From the server's cache, but never older than what is shown already.
			query: {limit: undefined, resourceVersion: from, resourceVersionMatch: from && 'NotOlderThan'},
			signal: stopping.signal,
			take: rows.compare,
		});
		if (!list.ok) return {type: 'failed', trouble: list.trouble};
		rows.endPoll();
		return {type: 'polled', version: list.value, tookMs: clock.now() - began};
	}

	function pause(delayMs: number): Promise<Happening> {
		return new Promise(resolve => {
			const cancel = clock.after(delayMs, () => {
				stopping.signal.removeEventListener('abort', cancel);
				resolve({type: 'waited'});
			});
			stopping.signal.addEventListener('abort', cancel, {once: true});
		});
	}

	async function run(): Promise<void> {
		tellOn({type: 'health', health: state.health});
		while (!stopping.signal.aborted) {
			const happening = await carryOut(state.task);
			if (!stopping.signal.aborted) happened(happening);
		}
	}

	run();
	return () => stopping.abort();
}
