import type {KubernetesObject} from '../object.ts';
import type {Behaviour, PodLoad, Pressure} from './behaviour.ts';
import {gridSteps} from './latency.ts';

/** Methods that applications count by. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type Method = (typeof methods)[number];

/** The codes applications count by: answered, and failed by their own error. */
const codes = [200, 500] as const;

export const answerKinds = methods.length * codes.length;

/** Figures a pod has, and how many of each. */
const widths = {
	/** Requests a second that reach it on average, in the present step. */
	offered: 1,
	/** Requests that wait. */
	backlog: 1,
	/** Which share of the requests finds the queue full. */
	overflow: 1,
	/** Whether its machine is off, so that nothing comes back from it. */
	isOff: 1,
	/** What it spent in the present window, in millicores for a second. */
	work: 1,
	/** What it used on average in the last whole window, in millicores. */
	use: 1,
	/** What it spent since it started, in millicores for a second. */
	spent: 1,
	requestsInWindow: 1,
	durationSum: 1,
	answers: answerKinds,
	durations: gridSteps,
} as const;

type Column = keyof typeof widths;

const names = Object.keys(widths) as Column[];

/** As many windows as an hour has. */
const windowsKept = 240;
export const windowMs = 15_000;

/** Some work that every application does without being asked. */
const idleMillicores = 5;

const mebibytesPerWaitingRequest = 2;

/** Longer than this nothing waits in a pod: by then its queue is full. */
const longestWaitSeconds = 3;

/**
 * The pods that users reach, a slot each in columns of numbers: thousands of them are looked at every
 * second, and none of that makes an object.
 */
export class ServingPods {
	readonly columns = {} as Record<Column, Float64Array>;
	readonly behaviours: Behaviour[] = [];
	readonly images: string[] = [];
	/** As they were when they last changed. */
	readonly #pods: KubernetesObject[] = [];
	readonly #slots = new Map<string, number>();
	readonly #free: number[] = [];
	readonly #startedAtMs: number[] = [];
	readonly #firstWindow: number[] = [];
	#capacity = 64;
	/** Of each window of the last hour, how much was asked and how long it waited, coarsely. */
	#rates = new Uint8Array(this.#capacity * windowsKept);
	#waits = new Uint8Array(this.#capacity * windowsKept);
	#window = 0;

	constructor() {
		for (const name of names) this.columns[name] = new Float64Array(this.#capacity * widths[name]);
	}

	/** The slot of a pod, a new one where it has none. */
	slotOf(pod: KubernetesObject, image: string): number {
		const {uid} = pod.metadata;
		const present = this.#slots.get(uid);
		if (present !== undefined) return present;
		const slot = this.#free.pop() ?? this.#slots.size;
		if (slot >= this.#capacity) this.#grow();
		this.#slots.set(uid, slot);
		this.images[slot] = image;
		this.#pods[slot] = pod;
		this.#startedAtMs[slot] = startOf(pod);
		this.#firstWindow[slot] = this.#window;
		this.#clear(slot);
		return slot;
	}

	/** Takes in what has changed of a pod, and begins anew to count for a container that started again. */
	update(pod: KubernetesObject): void {
		const slot = this.#slots.get(pod.metadata.uid);
		if (slot === undefined) return;
		this.#pods[slot] = pod;
		const startMs = startOf(pod);
		if (Number.isNaN(startMs) || startMs === this.#startedAtMs[slot]) return;
		this.#startedAtMs[slot] = startMs;
		this.#clear(slot);
	}

	forget({metadata: {uid}}: KubernetesObject): void {
		const slot = this.#slots.get(uid);
		if (slot === undefined) return;
		this.#slots.delete(uid);
		this.#free.push(slot);
		this.columns.offered[slot] = 0;
	}

	/** Pods that let requests wait, or give memory away: those whose health may suffer. */
	*strained(): Iterable<KubernetesObject> {
		for (const slot of this.slots) {
			const isLeaking = (this.behaviours[slot]?.leakMebibytesPerMinute ?? 0) > 0;
			if (isLeaking || this.columns.backlog[slot]! > 0) yield this.#pods[slot]!;
		}
	}

	get slots(): Iterable<number> {
		return this.#slots.values();
	}

	/** Lets requests queue up, or the queue drain, after `offered` is set for all. */
	serve(seconds: number, behaviourOf: (image: string) => Behaviour, isOff: (node: string) => boolean): void {
		const {offered, backlog, overflow, isOff: off} = this.columns;
		for (const slot of this.slots) {
			const behaviour = behaviourOf(this.images[slot]!);
			this.behaviours[slot] = behaviour;
			const {capacityPerSecond} = behaviour;
			off[slot] = Number(isOff(this.#pods[slot]!.spec.nodeName));
			const excess = offered[slot]! - capacityPerSecond;
			const most = longestWaitSeconds * capacityPerSecond;
			const waiting = off[slot] ? 0 : Math.max(0, Math.min(most, backlog[slot]! + excess * seconds));
			backlog[slot] = waiting;
			overflow[slot] = waiting >= most && excess > 0 ? excess / offered[slot]! : 0;
		}
	}

	/** Whether no request waits anywhere. */
	get isIdle(): boolean {
		for (const slot of this.slots) if (this.columns.backlog[slot]! > 0) return false;
		return true;
	}

	/** Closes the window of time before `window`, where a new one has begun. */
	turnTo(window: number): void {
		if (window === this.#window) return;
		const {work, use, requestsInWindow} = this.columns;
		const seconds = windowMs / 1000;
		for (const slot of this.slots) {
			use[slot] = work[slot]! / seconds;
			const at = slot * windowsKept + (this.#window % windowsKept);
			this.#rates[at] = Math.min(255, Math.round(16 * Math.log2(1 + requestsInWindow[slot]! / seconds)));
			this.#waits[at] = Math.min(255, this.waitMs(slot) / 20);
			work[slot] = 0;
			requestsInWindow[slot] = 0;
		}
		this.#window = window;
	}

	waitMs(slot: number): number {
		const {capacityPerSecond} = this.behaviours[slot] ?? {capacityPerSecond: 1};
		return (1000 * this.columns.backlog[slot]!) / capacityPerSecond;
	}

	waitOf({metadata}: KubernetesObject): number {
		const slot = this.#slots.get(metadata.uid);
		return slot === undefined ? 0 : this.waitMs(slot);
	}

	/** How it goes with a pod; one that nobody reached so far has nothing to do. */
	loadOf(pod: KubernetesObject, behaviour: Behaviour, atMs: number): PodLoad {
		const slot = this.#slots.get(pod.metadata.uid) ?? -1;
		const {memoryMebibytes, leakMebibytesPerMinute} = behaviour;
		const part = (column: Column) =>
			slot < 0
				? new Float64Array(widths[column])
				: this.columns[column].slice(slot * widths[column], (slot + 1) * widths[column]);
		const isCurrent = Math.floor(atMs / windowMs) <= this.#window + 1;
		const minutes = Math.max(0, atMs - startOf(pod)) / 60_000 || 0;
		const kept = leakMebibytesPerMinute * minutes + mebibytesPerWaitingRequest * part('backlog')[0]!;
		return {
			cpuMillicores: idleMillicores + (isCurrent ? part('use')[0]! : 0),
			memoryMebibytes: memoryMebibytes + kept,
			cpuSeconds: (part('spent')[0]! + idleMillicores * 60 * minutes) / 1000,
			waiting: part('backlog')[0]!,
			waitMs: slot < 0 ? 0 : this.waitMs(slot),
			answers: Array.from(part('answers'), (count, kind) => ({...answerKind(kind), count})),
			durations: part('durations'),
			durationSumMs: part('durationSum')[0]!,
		};
	}

	/** What was asked of a pod in a window of the last hour. */
	pressureIn({metadata}: KubernetesObject, window: number): Pressure | undefined {
		const slot = this.#slots.get(metadata.uid);
		if (slot === undefined || window < this.#firstWindow[slot]!) return undefined;
		if (window > this.#window || window <= this.#window - windowsKept) return undefined;
		// The present window is not closed yet, and the one before it tells what to expect.
		const closed = Math.min(window, this.#window - 1);
		if (closed < this.#firstWindow[slot]!) return undefined;
		const at = slot * windowsKept + (closed % windowsKept);
		return {requestsPerSecond: 2 ** (this.#rates[at]! / 16) - 1, waitMs: this.#waits[at]! * 20};
	}

	#clear(slot: number): void {
		for (const name of names) this.columns[name].fill(0, slot * widths[name], (slot + 1) * widths[name]);
	}

	#grow(): void {
		this.#capacity *= 2;
		for (const name of names) {
			const wider = new Float64Array(this.#capacity * widths[name]);
			wider.set(this.columns[name]);
			this.columns[name] = wider;
		}
		this.#rates = grown(this.#rates);
		this.#waits = grown(this.#waits);
	}
}

function grown(history: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const wider = new Uint8Array(history.length * 2);
	wider.set(history);
	return wider;
}

/** Where an answer is counted among a pod's `answers`. */
export function kindOfAnswer(method: Method, isSuccess: boolean): number {
	return methods.indexOf(method) * codes.length + (isSuccess ? 0 : 1);
}

function answerKind(kind: number): {method: string; code: number} {
	return {method: methods[Math.floor(kind / codes.length)]!, code: codes[kind % codes.length]!};
}

/** When the pod's container started; NaN while it does not run. */
function startOf({status}: KubernetesObject): number {
	return Date.parse(status?.containerStatuses?.[0]?.state?.running?.startedAt);
}
