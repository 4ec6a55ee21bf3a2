/** A Prometheus beside the cluster: scrapes it every fifteen seconds of its time, and answers queries. */
import {Database} from './database.ts';
import {evaluate, type Select} from './evaluate.ts';
import {parse} from './parser.ts';
import {findings, type Scraped} from './scrape.ts';
import type {Expression, Matcher, Selector} from './syntax.ts';
import {ParseError} from './syntax.ts';
import {type Labels, labelsText, type Result, type Sample, type Series} from './values.ts';

export const scrapeMs = 15_000;

/** A series as a range query answers it. */
export type Curve = {readonly labels: Labels; readonly samples: readonly Sample[]};

export type Prometheus = {
	/** What a query comes to at one moment; the samples of a range where it asks for one. */
	query(text: string, atMs: number): Result | {readonly type: 'matrix'; readonly curves: readonly Curve[]};
	queryRange(text: string, fromMs: number, untilMs: number, stepMs: number): readonly Curve[];
	/** Series with samples in this time that any of the selectors selects; all of them without selectors. */
	series(selectors: readonly string[], fromMs: number, untilMs: number): readonly Labels[];
};

export function createPrometheus(cluster: Scraped): Prometheus {
	const database = new Database();
	let lastTurn = -1;
	cluster.traffic.onStep(() => {
		const atMs = Math.round(cluster.clock.now());
		const turn = Math.floor(atMs / scrapeMs);
		if (turn === lastTurn) return;
		lastTurn = turn;
		database.keep(atMs, findings(cluster));
	});

	/** Selects once for all the moments of a query. */
	function selection(): Select {
		const known = new Map<readonly Matcher[], readonly Series[]>();
		return selector => {
			const found = known.get(selector.matchers) ?? database.select(selector);
			known.set(selector.matchers, found);
			return found;
		};
	}

	function matrix(selector: Selector, atMs: number): Curve[] {
		const untilMs = atMs - selector.offsetMs;
		return database.select(selector).flatMap(({labels, between}) => {
			const samples = between(untilMs - selector.rangeMs, untilMs);
			return samples.length > 0 ? [{labels, samples}] : [];
		});
	}

	return {
		query(text, atMs) {
			const expression = parse(text);
			const isRange = expression.type === 'selector' && expression.rangeMs > 0;
			return isRange
				? {type: 'matrix', curves: matrix(expression, atMs)}
				: evaluate(expression, selection(), atMs);
		},
		queryRange(text, fromMs, untilMs, stepMs) {
			const expression = parse(text);
			refuseUnplottable(expression);
			const select = selection();
			const curves = new Map<string, {labels: Labels; samples: Sample[]}>();
			for (let atMs = fromMs; atMs <= untilMs; atMs += stepMs) {
				for (const {labels, value} of elementsOf(evaluate(expression, select, atMs))) {
					const key = labelsText(labels);
					const curve = curves.get(key) ?? {labels, samples: []};
					curve.samples.push({atMs, value});
					curves.set(key, curve);
				}
			}
			return [...curves].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, curve]) => curve);
		},
		series(selectors, fromMs, untilMs) {
			const found =
				selectors.length > 0
					? new Set(selectors.flatMap(text => database.select(selectorIn(text))))
					: database.all();
			return [...found]
				.filter(({between}) => between(fromMs - 1, untilMs).length > 0)
				.map(({labels}) => labels);
		},
	};
}

function selectorIn(text: string): Selector {
	const expression = parse(text);
	if (expression.type === 'selector' && expression.rangeMs === 0) return expression;
	throw new ParseError(text, 0, 'expected a series selector');
}

function elementsOf(result: Result) {
	if (result.type === 'vector') return result.elements;
	return result.type === 'scalar' ? [{labels: {}, value: result.value}] : [];
}

function refuseUnplottable(expression: Expression): void {
	const isRange = expression.type === 'selector' && expression.rangeMs > 0;
	if (isRange || expression.type === 'text')
		throw new UnplottableError(
			`invalid expression type ${JSON.stringify(isRange ? 'range vector' : 'string')} for range query, must be Scalar or instant Vector`,
		);
}

/** An expression that a range query cannot ask. */
export class UnplottableError extends Error {}
