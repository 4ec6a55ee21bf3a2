import type {Deed} from '../model/deed.ts';
import type {Step} from '../model/plan.ts';
import type {Entry, JournalLine} from './entry.ts';

/**
 * Entries in the order they began, each completed by the lines of its id. A
 * line may come twice, or after one that was written later: programs move each
 * other's lines where a journal is tidied.
 */
export function fold(lines: Iterable<JournalLine>): Entry[] {
	const entries = new Map<string, Entry>();
	const all = [...lines];
	for (const line of all) {
		if (line.type !== 'began' || entries.has(line.id)) continue;
		const {type: _type, ...began} = line;
		entries.set(line.id, {...began, applied: 0});
	}
	for (const line of all) {
		const entry = entries.get(line.id);
		if (entry !== undefined && line.type !== 'began') entries.set(line.id, complete(entry, line));
	}
	return [...entries.values()];
}

function complete(entry: Entry, line: Exclude<JournalLine, {type: 'began'}>): Entry {
	switch (line.type) {
		case 'applied':
			return {...withMade(entry, line), applied: Math.max(entry.applied, line.steps)};
		case 'doubted':
			return {...entry, isDoubtful: true};
		case 'announced':
			return {...entry, events: [...new Set([...(entry.events ?? []), line.says])]};
		case 'orchestrated':
			return {...entry, deeds: line.deeds};
		case 'proved':
			return proved(entry, line);
		case 'ended':
			return isOlder(line, entry) ? entry : ended(entry, line);
		default:
			// A newer version wrote it.
			return entry;
	}
}

function proved(
	entry: Entry,
	{type: _type, id: _id, ...proof}: Extract<JournalLine, {type: 'proved'}>,
): Entry {
	return entry.proof !== undefined && entry.proof.at >= proof.at ? entry : {...entry, proof};
}

/** From then on the step says which object it made. */
function withMade(entry: Entry, {steps: count, made}: Extract<JournalLine, {type: 'applied'}>): Entry {
	if (made === undefined) return entry;
	const steps = entry.steps.map((step, index) =>
		index === count - 1 ? {...step, target: {...step.target, uid: made}} : step,
	);
	return {...entry, steps};
}

type Ended = Extract<JournalLine, {type: 'ended'}>;

function isOlder({at}: Ended, {endedAt}: Entry): boolean {
	return at !== undefined && endedAt !== undefined && at < endedAt;
}

function ended(entry: Entry, {end, says, at}: Ended): Entry {
	return {...entry, end, endSays: says, ...(at !== undefined && {endedAt: at})};
}

/** A journal line's text; undefined for one that a crash left half-written, or that means nothing to this version. */
export function parseLine(text: string): JournalLine | undefined {
	try {
		const line = JSON.parse(text) as JournalLine;
		return isLine(line) ? line : undefined;
	} catch {
		return undefined;
	}
}

function isLine(line: JournalLine | null): line is JournalLine {
	if (typeof line?.id !== 'string' || typeof line.type !== 'string') return false;
	if (line.type === 'proved') return isProof(line);
	if (line.type === 'orchestrated') return Array.isArray(line.deeds) && line.deeds.every(isDeed);
	if (line.type !== 'began') return true;
	const texts = [line.who, line.context, line.server, line.action, line.says, line.undo?.way];
	return (
		texts.every(each => typeof each === 'string') &&
		typeof line.at === 'number' &&
		Array.isArray(line.lines) &&
		Array.isArray(line.steps) &&
		line.steps.every(step => typeof step?.target?.uid === 'string' && Array.isArray(step.edits))
	);
}

function isDeed(deed: Deed | null): boolean {
	return typeof deed?.at === 'number' && typeof deed.says === 'string';
}

function isProof({at, says, steps, versions}: Extract<JournalLine, {type: 'proved'}>): boolean {
	return (
		typeof at === 'number' &&
		typeof says === 'string' &&
		Array.isArray(versions) &&
		versions.every(each => typeof each?.name === 'string') &&
		Array.isArray(steps) &&
		steps.every(step => typeof step?.says === 'string' && ['number', 'undefined'].includes(typeof step.at))
	);
}

/**
 * A step as the journal keeps it: without guards and what it waits for, which
 * undo never reads and which hold whole lists, and with values that may be secret replaced by what
 * names them. Of a command in a pod nothing is kept that was typed, and nothing
 * of an object that is made but what it is.
 */
export function recordedStep({
	waitFor: _waitFor,
	makes: _makes,
	madeOf: _madeOf,
	runs,
	kubectl,
	...step
}: Step): Step {
	return {
		...step,
		...(kubectl !== undefined && runs === undefined && {kubectl}),
		guards: [],
		edits: step.edits.map(({recordAs, ...edit}) => (recordAs ? {...edit, ...recordAs} : edit)),
	};
}
