/** How much is told of one thing: what is alike is combined, and who says too much is not heard, as client-go has it. */
import type {Cluster} from '../cluster.ts';
import type {Entry, Store} from '../store.ts';
import type {Happening} from './record.ts';

/** After so many different messages of one reason, each not long after the last, further ones are combined. */
const mostAlike = 10;
const alikeForMs = 600_000;

/** So much may be said of one object at once, and then once in so long. */
const mostAtOnce = 25;
const onceInMs = 300_000;

const mostRemembered = 4096;

type Memory = {
	readonly alike: Map<string, {messages: Set<string>; atMs: number}>;
	readonly budgets: Map<string, {left: number; atMs: number}>;
};

const memories = new WeakMap<Store, Memory>();

export type Told = {readonly message: string; readonly isCombined: boolean};

/** What is to be told of a happening; undefined where its source has said enough of this object for now. */
export function correlate(
	{store, clock}: Cluster,
	{object, kind}: Entry,
	happening: Happening,
): Told | undefined {
	let memory = memories.get(store);
	if (!memory) {
		memory = {alike: new Map(), budgets: new Map()};
		memories.set(store, memory);
	}
	const {from, host, type = 'Normal', reason, message} = happening;
	const said = [from, host, kind.kind, object.metadata.uid].join(' ');
	const isCombined = isOneOfMany(memory, `${said} ${type} ${reason}`, message, clock.now());
	if (!isWithinBudget(memory, said, clock.now())) return undefined;
	return {message: isCombined ? `(combined from similar events): ${message}` : message, isCombined};
}

function isOneOfMany({alike}: Memory, key: string, message: string, nowMs: number): boolean {
	const found = alike.get(key);
	const messages = found && nowMs - found.atMs <= alikeForMs ? found.messages : new Set<string>();
	const isMany = messages.size >= mostAlike - 1 && !messages.has(message);
	if (!isMany) messages.add(message);
	remember(alike, key, {messages, atMs: nowMs});
	return isMany;
}

function isWithinBudget({budgets}: Memory, key: string, nowMs: number): boolean {
	const {left, atMs} = budgets.get(key) ?? {left: mostAtOnce, atMs: nowMs};
	const now = Math.min(mostAtOnce, left + (nowMs - atMs) / onceInMs);
	remember(budgets, key, {left: now >= 1 ? now - 1 : now, atMs: nowMs});
	return now >= 1;
}

/** The oldest is forgotten for the newest. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
	map.delete(key);
	map.set(key, value);
	if (map.size > mostRemembered) map.delete(map.keys().next().value!);
}
