import type {Measurer} from '../measure/measurer.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster, LogEvent, Stop} from '../model/cluster.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import {projectUsage, usageKey} from '../resources/usage.ts';
import type {Usage} from '../resources/view.ts';
import type {ClusterEvent} from '../store/events.ts';
import type {FrameClock} from '../store/frame-clock.ts';
import {resourceView} from '../store/listing.ts';
import {splitOf} from '../store/lists/splits.ts';
import {sharesChangedAt} from '../store/measures.ts';
import {logKey} from '../store/state.ts';
import type {Store} from '../store/store.ts';
import type {Need} from './needs.ts';

export type Means = {
	readonly cluster: Cluster;
	readonly store: Store;
	readonly frames: FrameClock;
	readonly measurer: Measurer;
	readonly clock: Clock;
	/** Shows the time here. */
	readonly wallClock: Clock;
};

/** Of the cluster's time. */
const usageEveryMs = 15_000;
/** Of ours, however fast the cluster's passes. */
const usageRestMs = 300;
const discoveryAgainMs = 5000;
const objectDelayMs = 300;
const objectAgainMs = 5000;
/** How old what the keys believe of rights may be; the gateway asks anew before every write. */
const rightsEveryMs = 60_000;
const rightsRestMs = 200;
const logTail = 1000;
const logAgainMs = 5000;

/** Begins to meet a need; the answer stops it. What comes after that is not told. */
export function meet(need: Need, means: Means): Stop {
	switch (need.type) {
		case 'discovery':
			return discover(means);
		case 'identity':
			return identify(means);
		case 'absent':
			return absent(need, means);
		case 'stream':
			return stream(need, means);
		case 'usage':
			return usage(need, means);
		case 'rights':
			return rights(need, means);
		case 'access':
			return access(need, means);
		case 'measure':
			return measure(need, means);
		case 'object':
			return object(need, means);
		case 'log':
			return log(need, means);
		case 'version-log':
			return versionLog(need, means);
	}
}

/** Runs `ask` now, and again after the delay it answers with, until stopped. */
function repeating(clock: Clock, ask: (isStopped: () => boolean) => Promise<number | undefined>): Stop {
	let isStopped = false;
	let cancel = () => {};
	const turn = async (): Promise<void> => {
		const delayMs = await ask(() => isStopped);
		if (!isStopped && delayMs !== undefined) cancel = clock.after(delayMs, turn);
	};
	void turn();
	return () => {
		isStopped = true;
		cancel();
	};
}

function discover({cluster, store, clock}: Means): Stop {
	return repeating(clock, async isStopped => {
		const found = await cluster.discover();
		if (isStopped()) return undefined;
		if (found.ok) {
			store.dispatch({type: 'discovered', discovery: found.value});
			return undefined;
		}
		store.dispatch({type: 'discoveryFailed', trouble: found.trouble});
		return againMs(found.trouble, discoveryAgainMs);
	});
}

function identify({cluster, store, clock}: Means): Stop {
	return repeating(clock, async isStopped => {
		const me = await cluster.whoAmI();
		if (!isStopped()) store.dispatch({type: 'identified', me});
		return undefined;
	});
}

/** Asked again while it is needed: rights are granted and taken away. Whoever only passes by asks nothing. */
function rights({namespace}: Extract<Need, {type: 'rights'}>, {cluster, store, clock}: Means): Stop {
	return resting(clock, async isStopped => {
		const read = await cluster.rights(namespace);
		if (read.ok && !isStopped()) store.dispatch({type: 'rightsRead', namespace, rights: read.value});
		return rightsEveryMs;
	});
}

function access({question}: Extract<Need, {type: 'access'}>, {cluster, store, clock}: Means): Stop {
	return resting(clock, async isStopped => {
		const may = await cluster.may(question);
		if (may.ok && !isStopped())
			store.dispatch({type: 'accessRead', question, isAllowed: may.value.isAllowed});
		return rightsEveryMs;
	});
}

/** Counters are read every so often by whoever keeps them; more often than that nothing new comes of it. */
function measure(
	{split: key, everyMs}: Extract<Need, {type: 'measure'}>,
	{measurer, store, clock}: Means,
): Stop {
	return resting(clock, async isStopped => {
		const split = splitOf(store.get(), key);
		if (split === undefined) return everyMs;
		const measured = await measurer.measure(split, sharesChangedAt(store.get(), split));
		if (!isStopped()) store.dispatch({type: 'measured', split: key, measured});
		return everyMs;
	});
}

function resting(clock: Clock, ask: Parameters<typeof repeating>[1]): Stop {
	let stop: Stop = () => {};
	const cancel = clock.after(rightsRestMs, () => {
		stop = repeating(clock, ask);
	});
	return () => {
		cancel();
		stop();
	};
}

function absent({view, key}: Extract<Need, {type: 'absent'}>, {store, clock}: Means): Stop {
	store.dispatch(
		{type: 'streamOpened', view, stream: key},
		{
			type: 'rowsChanged',
			view,
			stream: key,
			changes: [{type: 'health', health: {state: 'absent'}}],
			at: clock.now(),
		},
	);
	return () => {};
}

function stream({view, key, resource, namespace}: Extract<Need, {type: 'stream'}>, means: Means): Stop {
	const {cluster, store, frames} = means;
	store.dispatch({type: 'streamOpened', view, stream: key});
	const {project, form, fields} = resourceView(store.get(), view)!;
	return cluster.follow(
		resource,
		{namespace, fields},
		project,
		change => frames.tell(view, key, change),
		form,
	);
}

/** Read again as the time of the cluster passes: of a rehearsal that is stepped, one sees the figures of the moment. */
function usage({of, resource, namespace}: Extract<Need, {type: 'usage'}>, means: Means): Stop {
	const {cluster, store, clock, wallClock} = means;
	let isStopped = false;
	let cancel = () => {};
	const read = async (): Promise<void> => {
		const dueAt = store.get().now + usageEveryMs;
		const listed = await cluster.list(resource, {namespace});
		if (isStopped) return;
		if (listed.ok) store.dispatch({type: 'usageRead', of, usage: usageIn(listed.value), at: wallClock.now()});
		else store.dispatch({type: 'usageFailed', of});
		cancel = clock.after(listed.ok ? usageRestMs : againMs(listed.trouble, usageRestMs), () => {
			cancel = whenPassed(store, dueAt, () => void read());
		});
	};
	void read();
	return () => {
		isStopped = true;
		cancel();
	};
}

function usageIn(listed: readonly KubernetesObject[]): Map<string, Usage> {
	const read = new Map<string, Usage>();
	for (const metrics of listed) {
		const used = projectUsage(metrics);
		if (used !== undefined) read.set(usageKey(metrics.metadata), used);
	}
	return read;
}

/** Calls once the time that is shown has come so far. */
function whenPassed(store: Store, atMs: number, call: () => void): Stop {
	const stop = store.subscribe(() => {
		if (store.get().now < atMs) return;
		stop();
		call();
	});
	return stop;
}

/** A server that asks to be left alone for longer is. */
function againMs({retryAfterMs = 0}: Trouble, usualMs: number): number {
	return Math.max(retryAfterMs, usualMs);
}

/** Asking again would bring the same answer until something else changes. */
function isFinal({reason}: Trouble): boolean {
	return reason === 'not-found' || reason === 'forbidden';
}

/** A row that changes many times a second is read a few times a second. */
function object({subject, resource}: Extract<Need, {type: 'object'}>, {cluster, store, clock}: Means): Stop {
	const {namespace, name, uid} = subject;
	const isKnown = store.get().objects[uid] !== undefined;
	const read = () =>
		repeating(clock, async isStopped => {
			const got = await cluster.get({resource, namespace, name});
			if (isStopped()) return undefined;
			store.dispatch({
				type: 'objectRead',
				uid,
				read: got.ok ? {object: got.value, trouble: undefined} : {trouble: got.trouble},
			});
			return got.ok || isFinal(got.trouble) ? undefined : againMs(got.trouble, objectAgainMs);
		});
	let stop: Stop = clock.after(isKnown ? objectDelayMs : 0, () => {
		stop = read();
	});
	return () => stop();
}

function toldOf(key: string, event: LogEvent): ClusterEvent {
	switch (event.type) {
		case 'lines':
			return {type: 'linesRead', key, lines: event.lines};
		case 'broken':
			return {type: 'logTroubled', key, trouble: event.trouble};
		case 'resumed':
			return {type: 'logTroubled', key, trouble: undefined};
		case 'ended':
			return {type: 'logEnded', key, trouble: event.trouble};
	}
}

function log(
	{subject, container, isPrevious}: Extract<Need, {type: 'log'}>,
	{cluster, store, frames}: Means,
): Stop {
	const key = logKey(subject, container, isPrevious);
	store.dispatch({type: 'logOpened', key});
	const {namespace, name} = subject;
	const options = {container, previous: isPrevious, follow: !isPrevious, tailLines: logTail};
	return cluster.logs({namespace, name}, options, event => frames.gather(toldOf(key, event)));
}

/** A container that cannot be read yet is asked again; what was told before is not told as new. */
function versionLog(
	{key, version, namespace, container, tailLines}: Extract<Need, {type: 'version-log'}>,
	{cluster, store, frames, clock}: Means,
): Stop {
	store.dispatch({type: 'logOpened', key, version});
	const {podName: name, isPrevious} = version;
	const options = {container, previous: isPrevious, follow: !isPrevious, tailLines, timestamps: true};
	let stop: Stop = () => {};
	const read = () => {
		stop = cluster.logs({namespace, name}, options, event => {
			frames.gather(toldOf(key, event));
			if (isPrevious || event.type !== 'ended' || event.trouble === undefined || isFinal(event.trouble))
				return;
			stop = clock.after(againMs(event.trouble, logAgainMs), read);
		});
	};
	read();
	return () => stop();
}
