/** What Prometheus keeps: the samples of the last hour, found by their labels. */
import {matchesWhole} from './kinds.ts';
import {Lane, Scrapes} from './lane.ts';
import type {Matcher, Selector} from './syntax.ts';
import {type Labels, labelsText, type Series} from './values.ts';

/** What one scrape finds of one thing: the same labels and columns each time, and figures in their order. */
export type Finding = {
	readonly labels: Labels;
	/** Names of the columns, with labels of their own, such as `le`. */
	readonly columns: readonly Column[];
	readonly row: Float64Array;
};

export type Column = {readonly name: string; readonly labels?: Labels};

/** More things than this are not kept, whatever is found: memory is bounded. */
const mostLanes = 2500;

export class Database {
	readonly #scrapes = new Scrapes();
	readonly #lanes = new Map<string, {lane: Lane; series: readonly Series[]}>();
	readonly #byName = new Map<string, Set<Series>>();

	/** Keeps what a scrape found; what it did not find any more has ended. */
	keep(atMs: number, findings: Iterable<Finding>): void {
		const scrape = this.#scrapes.begin(atMs);
		const found = new Set<string>();
		for (const {labels, columns, row} of findings) {
			const key = `${columns[0]!.name}${labelsText(labels)}`;
			if (found.has(key)) continue;
			const kept = this.#lanes.get(key) ?? this.#open(key, scrape, labels, columns);
			kept?.lane.keep(scrape, row);
			found.add(key);
		}
		for (const [key, {lane, series}] of this.#lanes) {
			if (found.has(key)) continue;
			lane.keep(scrape, undefined);
			if (lane.isEmptyAt(scrape)) this.#close(key, series);
		}
	}

	#open(key: string, scrape: number, labels: Labels, columns: readonly Column[]) {
		if (this.#lanes.size >= mostLanes && !this.#closeOldest(scrape)) return undefined;
		const lane = new Lane(this.#scrapes, scrape, columns.length);
		const series = columns.map(({name, labels: more}, column) =>
			lane.series({__name__: name, ...labels, ...more}, column),
		);
		for (const each of series) {
			const name = each.labels.__name__!;
			this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(each));
		}
		const kept = {lane, series};
		this.#lanes.set(key, kept);
		return kept;
	}

	/** Makes room by forgetting what ended first; false where nothing has ended. */
	#closeOldest(scrape: number): boolean {
		let oldest: string | undefined;
		let endedAt = scrape - 1;
		for (const [key, {lane}] of this.#lanes) {
			if (lane.last >= endedAt) continue;
			oldest = key;
			endedAt = lane.last;
		}
		if (oldest !== undefined) this.#close(oldest, this.#lanes.get(oldest)!.series);
		return oldest !== undefined;
	}

	#close(key: string, series: readonly Series[]): void {
		this.#lanes.delete(key);
		for (const each of series) {
			const named = this.#byName.get(each.labels.__name__!);
			named?.delete(each);
			if (named?.size === 0) this.#byName.delete(each.labels.__name__!);
		}
	}

	select({matchers}: Pick<Selector, 'matchers'>): Series[] {
		const name = matchers.find(({label, operator}) => label === '__name__' && operator === '=')?.value;
		const candidates = name === undefined ? this.all() : (this.#byName.get(name) ?? []);
		const tests = matchers.map(testOf);
		return [...candidates].filter(({labels}) => tests.every(test => test(labels)));
	}

	*all(): Iterable<Series> {
		for (const named of this.#byName.values()) yield* named;
	}
}

/** An absent label is an empty one. */
function testOf({label, operator, value}: Matcher): (labels: Labels) => boolean {
	if (operator === '=') return labels => (labels[label] ?? '') === value;
	if (operator === '!=') return labels => (labels[label] ?? '') !== value;
	const known = new Map<string, boolean>();
	const matches = (text: string) => {
		let isMatch = known.get(text);
		if (isMatch === undefined) {
			isMatch = matchesWhole(value, text);
			known.set(text, isMatch);
		}
		return isMatch;
	};
	return operator === '=~' ? labels => matches(labels[label] ?? '') : labels => !matches(labels[label] ?? '');
}
