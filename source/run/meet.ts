import type {Clock} from '../model/clock.ts';
import type {Cluster, Stop} from '../model/cluster.ts';
import {projectUsage, usageKey} from '../resources/usage.ts';
import type {Usage} from '../resources/view.ts';
import type {FrameClock} from '../store/frame-clock.ts';
import {resourceView} from '../store/listing.ts';
import {logKey} from '../store/state.ts';
import type {Store} from '../store/store.ts';
import type {Need} from './needs.ts';

export type Means = {
	readonly cluster: Cluster;
	readonly store: Store;
	readonly frames: FrameClock;
	readonly clock: Clock;
};

const usageEveryMs = 15_000;
const discoveryAgainMs = 5000;
const objectDelayMs = 300;
const logTail = 1000;

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
		case 'object':
			return object(need, means);
		case 'log':
			return log(need, means);
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
		return discoveryAgainMs;
	});
}

function identify({cluster, store, clock}: Means): Stop {
	return repeating(clock, async isStopped => {
		const me = await cluster.whoAmI();
		if (!isStopped()) store.dispatch({type: 'identified', me});
		return undefined;
	});
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
	const {project} = resourceView(view)!;
	return cluster.follow(resource, {namespace}, project, change => frames.tell(view, key, change));
}

function usage(
	{of, resource, namespace}: Extract<Need, {type: 'usage'}>,
	{cluster, store, clock}: Means,
): Stop {
	return repeating(clock, async isStopped => {
		const listed = await cluster.list(resource, {namespace});
		if (isStopped()) return undefined;
		if (listed.ok) {
			const read = new Map<string, Usage>();
			for (const metrics of listed.value) {
				const used = projectUsage(metrics);
				if (used !== undefined) read.set(usageKey(metrics.metadata), used);
			}
			store.dispatch({type: 'usageRead', of, usage: read});
		}
		return usageEveryMs;
	});
}

/** A row that changes many times a second is read a few times a second. */
function object({subject, resource}: Extract<Need, {type: 'object'}>, {cluster, store, clock}: Means): Stop {
	const {namespace, name, uid} = subject;
	const isKnown = store.get().objects[uid] !== undefined;
	let isStopped = false;
	const cancel = clock.after(isKnown ? objectDelayMs : 0, async () => {
		const read = await cluster.get({resource, namespace, name});
		if (isStopped) return;
		store.dispatch({
			type: 'objectRead',
			uid,
			read: read.ok ? {object: read.value, trouble: undefined} : {trouble: read.trouble},
		});
	});
	return () => {
		isStopped = true;
		cancel();
	};
}

function log(
	{subject, container, isPrevious}: Extract<Need, {type: 'log'}>,
	{cluster, store, frames}: Means,
): Stop {
	const key = logKey(subject, container, isPrevious);
	store.dispatch({type: 'logOpened', key});
	const {namespace, name} = subject;
	const options = {container, previous: isPrevious, follow: !isPrevious, tailLines: logTail};
	return cluster.logs({namespace, name}, options, event =>
		frames.gather(
			event.type === 'lines'
				? {type: 'linesRead', key, lines: event.lines}
				: {type: 'logEnded', key, trouble: event.trouble},
		),
	);
}
