import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {events} from '../kinds/events.ts';
import {fnv32} from '../luck.ts';
import type {Tree} from '../object.ts';
import {apiVersion, type Entry} from '../store.ts';
import {correlate} from './correlate.ts';

export type Happening = {
	type?: 'Normal' | 'Warning';
	reason: string;
	message: string;
	/** Who says so, as `kubelet` or `deployment-controller`. */
	from: string;
	host?: string;
	fieldPath?: string;
	/** What was being done; who says so writes events of the newer kind, with one exact time and no count. */
	action?: string;
};

/** Tells of something that happened to an object; the same thing again is counted, not told anew. */
export function record(cluster: Cluster, about: Entry, happening: Happening): void {
	const {action, message} = happening;
	const told = action ? {message, isCombined: false} : correlate(cluster, about, happening);
	if (told) tell(cluster, about, {...happening, message: told.message}, told.isCombined ? '' : told.message);
}

/** Events of one object and reason that are told under the same message are one; combined ones have none. */
function tell(cluster: Cluster, about: Entry, happening: Happening, underMessage: string): void {
	const {store, clock, luck} = cluster;
	const {object} = about;
	const namespace = object.metadata.namespace ?? 'default';
	const now = timestamp(clock.now());
	const hash = hashOf(object.metadata.uid, {...happening, message: underMessage});
	const name = `${object.metadata.name}.${hash}`;
	const known = store.get(events, namespace, name);
	if (known) {
		const {message} = happening;
		store.put(events, {...known.object, message, ...again(known.object, clock.now())});
		return;
	}
	const metadata = {name, namespace, uid: luck.uid(), resourceVersion: '', creationTimestamp: now};
	store.put(events, {metadata, ...eventOf(about, happening, clock.now())});
}

/** The same for the same thing said of the same object, so that an event is found by its name. */
function hashOf(uid: string, {reason, message}: Happening): string {
	const hex = (text: string) => fnv32(text).toString(16).padStart(8, '0');
	return `${hex(`${uid}${reason}`)}${hex(`${uid}${message}`)}`;
}

function eventOf({object, kind}: Entry, happening: Happening, nowMs: number): Tree {
	const {type = 'Normal', reason, message, from, host, fieldPath, action} = happening;
	const {namespace, name, uid, resourceVersion} = object.metadata;
	const about = {
		kind: kind.kind,
		namespace,
		name,
		uid,
		apiVersion: apiVersion(kind),
		resourceVersion,
		fieldPath,
	};
	const now = timestamp(nowMs);
	const seen = action
		? {source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: exactly(nowMs), action}
		: {source: {component: from, host}, firstTimestamp: now, lastTimestamp: now, count: 1, eventTime: null};
	const instance = action ? `${from}-node-1` : (host ?? '');
	return {
		involvedObject: about,
		reason,
		message,
		type,
		...seen,
		reportingComponent: from,
		reportingInstance: instance,
	};
}

/** The members that change when the same happens again. */
function again(event: Tree, nowMs: number): Tree {
	if (!event.eventTime) return {count: event.count + 1, lastTimestamp: timestamp(nowMs)};
	return {series: {count: (event.series?.count ?? 1) + 1, lastObservedTime: exactly(nowMs)}};
}

/** A time in microseconds. */
function exactly(atMs: number): string {
	return new Date(atMs).toISOString().replace('Z', '000Z');
}

/** How long events are kept. */
const keptMs = 3_600_000;

/** Forgets events an hour after they were last seen. */
export function runEventExpiry({store, clock}: Cluster): void {
	function forget(): void {
		const now = clock.now();
		const all = store.list(events);
		for (const entry of all) if (expiresAt(entry) <= now) store.remove(entry);
		schedule();
	}
	function schedule(): void {
		// There may be more of them than a call can have arguments.
		const next = store.list(events).reduce((first, entry) => Math.min(first, expiresAt(entry)), never);
		if (Number.isFinite(next)) clock.after(Math.max(next - clock.now(), sweepMs), forget);
		else isArmed = false;
	}
	let isArmed = false;
	store.onChange(({type, entry}) => {
		if (entry.kind !== events || type !== 'ADDED' || isArmed) return;
		isArmed = true;
		clock.after(keptMs, forget);
	});
}

/** Not more often than this, so that expiry comes in few strokes. */
const sweepMs = 60_000;

const never = Number.POSITIVE_INFINITY;

function expiresAt({object}: Entry): number {
	const seen = object.series?.lastObservedTime ?? object.lastTimestamp ?? object.metadata.creationTimestamp;
	return Date.parse(seen) + keptMs;
}
