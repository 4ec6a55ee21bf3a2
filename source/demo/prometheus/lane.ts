import type {Labels, Sample, Series} from './values.ts';

/** As many scrapes as are kept: those of an hour. */
export const scrapesKept = 240;

/** A sample is taken for current for this long. */
const lookBackMs = 5 * 60_000;

/** When scrapes were, each with a number that counts on. */
export class Scrapes {
	readonly #times: number[] = [];
	#forgotten = 0;

	/** The number of the scrape now begun. */
	begin(atMs: number): number {
		this.#times.push(atMs);
		if (this.#times.length > scrapesKept) {
			this.#times.shift();
			this.#forgotten++;
		}
		return this.#forgotten + this.#times.length - 1;
	}

	timeOf(scrape: number): number {
		return this.#times[scrape - this.#forgotten] ?? Number.NaN;
	}

	/** The last scrape up to `atMs`; -1 where there was none. */
	lastUpTo(atMs: number): number {
		const found = this.#times.findLastIndex(time => time <= atMs);
		return found < 0 ? -1 : this.#forgotten + found;
	}

	get oldest(): number {
		return this.#forgotten;
	}
}

/** What was scraped of one thing: as many figures each time, and none while it was not there. */
export class Lane {
	readonly #scrapes: Scrapes;
	readonly #width: number;
	/** Rows by scrape, in a ring; not a number where there was nothing. */
	readonly #ring: Float64Array;
	readonly #first: number;
	#last = -1;

	constructor(scrapes: Scrapes, first: number, width: number) {
		this.#scrapes = scrapes;
		this.#first = first;
		this.#width = width;
		this.#ring = new Float64Array(scrapesKept * width).fill(Number.NaN);
	}

	keep(scrape: number, row: Float64Array | undefined): void {
		const at = (scrape % scrapesKept) * this.#width;
		if (row) this.#ring.set(row, at);
		else this.#ring.fill(Number.NaN, at, at + this.#width);
		if (row) this.#last = scrape;
	}

	/** The last scrape that found it. */
	get last(): number {
		return this.#last;
	}

	/** Whether nothing is left of it. */
	isEmptyAt(scrape: number): boolean {
		return this.#last <= scrape - scrapesKept;
	}

	/** One column of the rows, as a series of its own. */
	series(labels: Labels, column: number): Series {
		return {
			labels,
			at: atMs => this.#at(atMs, column),
			between: (fromMs, untilMs) => this.#between(fromMs, untilMs, column),
		};
	}

	/** A scrape that did not find it any more ends it at once. */
	#at(atMs: number, column: number): Sample | undefined {
		const scrape = this.#scrapes.lastUpTo(atMs);
		const sample = this.#sample(scrape, column);
		return sample && sample.atMs > atMs - lookBackMs ? sample : undefined;
	}

	#sample(scrape: number, column: number): Sample | undefined {
		if (scrape < this.#first) return undefined;
		const value = this.#ring[(scrape % scrapesKept) * this.#width + column]!;
		return Number.isNaN(value) ? undefined : {atMs: this.#scrapes.timeOf(scrape), value};
	}

	#between(fromMs: number, untilMs: number, column: number): Sample[] {
		const samples: Sample[] = [];
		const last = this.#scrapes.lastUpTo(untilMs);
		for (let scrape = last; scrape >= Math.max(this.#first, this.#scrapes.oldest); scrape--) {
			if (this.#scrapes.timeOf(scrape) <= fromMs) break;
			const sample = this.#sample(scrape, column);
			if (sample) samples.push(sample);
		}
		return samples.reverse();
	}
}
