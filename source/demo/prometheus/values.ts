/** What queries are made of and answered with. */

export type Labels = Readonly<Record<string, string>>;

/** One element of an instant vector. */
export type Element = {readonly labels: Labels; readonly value: number};

export type Sample = {readonly atMs: number; readonly value: number};

/** A series as the store keeps it. */
export type Series = {
	readonly labels: Labels;
	/** The last sample up to `atMs` that is neither outdated nor ended. */
	at(atMs: number): Sample | undefined;
	/** Samples after `fromMs` and up to `untilMs`. */
	between(fromMs: number, untilMs: number): Sample[];
};

export type Result =
	| {readonly type: 'scalar'; readonly value: number}
	| {readonly type: 'string'; readonly value: string}
	| {readonly type: 'vector'; readonly elements: readonly Element[]};

/** A query that can be read but not answered, in Prometheus' words. */
export class ExecutionError extends Error {}

/** The same function of something that is never changed, which makes its result once. */
export function remembered<Of extends object, T>(make: (of: Of) => T): (of: Of) => T {
	const known = new WeakMap<Of, T>();
	return of => {
		let made = known.get(of);
		if (made === undefined) {
			made = make(of);
			known.set(of, made);
		}
		return made;
	};
}

/** The text of labels as Prometheus writes them, in order: equal labels have equal text. */
export const labelsText = remembered((labels: Labels) => {
	const {__name__: name = '', ...others} = labels;
	const pairs = Object.keys(others)
		.sort()
		.map(label => `${label}=${JSON.stringify(others[label])}`);
	return name && pairs.length === 0 ? name : `${name}{${pairs.join(', ')}}`;
});

/** Only these labels, where they are there. */
export function onlyLabels(labels: Labels, kept: readonly string[]): Labels {
	const found: Record<string, string> = {};
	for (const label of kept) if (labels[label]) found[label] = labels[label];
	return found;
}

export function withoutLabels(labels: Labels, dropped: readonly string[]): Labels {
	const rest = {...labels};
	for (const label of dropped) delete rest[label];
	return rest;
}

export const withoutName = remembered((labels: Labels) =>
	'__name__' in labels ? withoutLabels(labels, ['__name__']) : labels,
);
