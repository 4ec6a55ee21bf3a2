/** PromQL as far as it is understood here: selectors, ranges, offsets, functions, aggregations and operators. */

export type Matcher = {
	readonly label: string;
	readonly operator: '=' | '!=' | '=~' | '!~';
	readonly value: string;
};

export type Selector = {
	readonly type: 'selector';
	readonly matchers: readonly Matcher[];
	/** Zero for an instant vector. */
	readonly rangeMs: number;
	readonly offsetMs: number;
};

export type Call = {readonly type: 'call'; readonly name: string; readonly given: readonly Expression[]};

export type Aggregation = {
	readonly type: 'aggregation';
	readonly operator: string;
	readonly of: Expression;
	readonly parameter?: Expression;
	readonly labels: readonly string[];
	readonly isWithout: boolean;
};

/** Which elements of two vectors belong together. */
export type Matching = {
	readonly labels: readonly string[];
	readonly isOn: boolean;
	/** On which side several elements may match one of the other. */
	readonly many?: 'left' | 'right';
	readonly included: readonly string[];
};

export type Binary = {
	readonly type: 'binary';
	readonly operator: string;
	readonly left: Expression;
	readonly right: Expression;
	readonly returnsBool: boolean;
	readonly matching: Matching;
};

export type Expression =
	| Selector
	| Call
	| Aggregation
	| Binary
	| {readonly type: 'negation'; readonly of: Expression}
	| {readonly type: 'number'; readonly value: number}
	| {readonly type: 'text'; readonly value: string};

/** What kind of value an expression has. */
export type Kind = 'scalar' | 'instant vector' | 'range vector' | 'string';

/** A query that cannot be read, in Prometheus' words; `at` is the place in its text. */
export class ParseError extends Error {
	constructor(query: string, at: number, says: string) {
		const lines = query.slice(0, at).split('\n');
		super(`${lines.length}:${lines.at(-1)!.length + 1}: parse error: ${says}`);
	}
}

export const aggregations = new Set([
	'sum',
	'avg',
	'min',
	'max',
	'count',
	'group',
	'stddev',
	'stdvar',
	'topk',
	'bottomk',
	'quantile',
]);

/** Aggregations with a number before what they aggregate. */
export const parametrised = new Set(['topk', 'bottomk', 'quantile']);

export const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const setOperators = new Set(['and', 'or', 'unless']);
