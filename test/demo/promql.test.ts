import {describe, expect, it} from 'vitest';
import {Database, type Finding} from '../../source/demo/prometheus/database.ts';
import {bucketQuantile} from '../../source/demo/prometheus/elements.ts';
import {evaluate} from '../../source/demo/prometheus/evaluate.ts';
import {parse} from '../../source/demo/prometheus/parser.ts';
import type {Selector} from '../../source/demo/prometheus/syntax.ts';
import {labelsText} from '../../source/demo/prometheus/values.ts';

/** Series by their text, with a value for each scrape, 15 seconds apart from 0 on; a blank where there was none. */
type Written = Readonly<Record<string, readonly (number | undefined)[]>>;

function databaseOf(written: Written): Database {
	const database = new Database();
	const scrapes = Math.max(...Object.values(written).map(({length}) => length));
	for (let scrape = 0; scrape < scrapes; scrape++) {
		const findings = Object.entries(written).flatMap(([text, values]): Finding[] => {
			const value = values[scrape];
			const {__name__: name, ...labels} = Object.fromEntries(
				(parse(text) as Selector).matchers.map(matcher => [matcher.label, matcher.value]),
			);
			return value === undefined ? [] : [{labels, columns: [{name: name!}], row: Float64Array.of(value)}];
		});
		database.keep(scrape * 15_000, findings);
	}
	return database;
}

/** What a query comes to at a second, as its elements' text and values. */
function ask(written: Written, query: string, atSeconds: number): Record<string, number> | number {
	const database = databaseOf(written);
	const result = evaluate(parse(query), selector => database.select(selector), atSeconds * 1000);
	if (result.type === 'vector')
		return Object.fromEntries(result.elements.map(({labels, value}) => [labelsText(labels), value]));
	return (result as {value: number}).value;
}

describe('rates', () => {
	const steady = [0, 10, 20, 30, 40];
	it.each([
		// Four samples after 0 s: 30 in 45 s, and 15 s more towards the range's start.
		['increase(c[1m])', steady, 60, 40],
		['rate(c[1m])', steady, 60, 40 / 60],
		// A reset: 5 after 20 is 5 gained.
		['increase(c[1m])', [0, 10, 20, 5, 15], 60, 25 * (60 / 45)],
		// The end is far: half the usual distance. The start is near enough to be reached.
		['increase(c[2m])', [100, 110, 120], 120, 10 * ((15 + 15 + 7.5) / 15)],
		// No counter was below zero: from 1, gaining 30 in 45 s, it was at zero 1.5 s before.
		['increase(c[1m])', [0, 1, 11, 21, 31], 60, 30 * ((45 + 1.5) / 45)],
		['delta(c[1m])', [0, 40, 30, 20, 10], 60, -30 * (60 / 45)],
		['irate(c[1m])', [0, 10, 20, 30, 60], 60, 2],
		['irate(c[1m])', [0, 10, 20, 30, 6], 60, 0.4],
		['idelta(c[1m])', [0, 10, 20, 30, 6], 60, -24],
		['rate(c[1m] offset 15s)', [0, 15, 30, 45, 60, 1000], 75, 1],
		['resets(c[2m])', [5, 1, 2, 0, 3], 60, 2],
		['changes(c[2m])', [1, 1, 2, 2, 1], 60, 2],
		['avg_over_time(c[1m])', [9, 1, 2, 3, 4], 60, 2.5],
		['max_over_time(c[1m])', [9, 1, 2, 3, 4], 60, 4],
		['count_over_time(c[1m])', [9, 1, 2, 3, 4], 60, 4],
	])('%s of %j at %d s is %d', (query, values, atSeconds, expected) => {
		expect((ask({c: values}, query, atSeconds) as Record<string, number>)['{}']).toBeCloseTo(expected, 10);
	});

	it('have no result for a single sample', () => {
		expect(ask({c: [1, 2]}, 'rate(c[15s])', 15)).toEqual({});
	});

	it('keep the name only where the value is the series itself', () => {
		expect(ask({c: [1, 2]}, 'last_over_time(c[1m])', 15)).toEqual({c: 2});
	});
});

describe('samples', () => {
	const series = {c: [1, 2, undefined, 4]};
	it.each([
		['is the last one before', 44, {}],
		['is current while nothing newer is scraped', 45 + 299, {c: 4}],
		['is outdated after five minutes', 45 + 300, {}],
		['ends with the scrape that does not find it', 30, {}],
		['holds until that scrape', 29, {c: 2}],
	])('what %s', (_, atSeconds, expected) => {
		expect(ask(series, 'c', atSeconds)).toEqual(expected);
	});

	it('that are not there are left out of ranges', () => {
		expect(ask(series, 'count_over_time(c[1m])', 45)).toEqual({'{}': 3});
	});
});

const fleet: Written = {
	'r{app="a", code="200"}': [90],
	'r{app="a", code="500"}': [10],
	'r{app="b", code="200"}': [30],
	'r{app="b", code="503"}': [10],
	'owner{app="a", team="x"}': [1],
	'owner{app="b", team="y"}': [1],
};

describe('queries', () => {
	it.each<[string, Record<string, number> | number]>([
		['r{code!~"5.."}', {'r{app="a", code="200"}': 90, 'r{app="b", code="200"}': 30}],
		['r{code=~"5.*", app!="b"}', {'r{app="a", code="500"}': 10}],
		['{__name__=~"own.+", team="y"}', {'owner{app="b", team="y"}': 1}],
		['sum(r)', {'{}': 140}],
		['sum by (app) (r)', {'{app="a"}': 100, '{app="b"}': 40}],
		['sum without (code) (r)', {'{app="a"}': 100, '{app="b"}': 40}],
		['avg(r) by (app)', {'{app="a"}': 50, '{app="b"}': 20}],
		['count by (code) (r)', {'{code="200"}': 2, '{code="500"}': 1, '{code="503"}': 1}],
		['max(r) - min(r)', {'{}': 80}],
		['topk(2, r)', {'r{app="a", code="200"}': 90, 'r{app="b", code="200"}': 30}],
		['quantile(0.5, r)', {'{}': 20}],
		['stddev(r)', {'{}': Math.sqrt((55 ** 2 + 25 ** 2 + 5 ** 2 + 25 ** 2) / 4)}],
		['sum by (app) (r{code!~"5.."}) / sum by (app) (r)', {'{app="a"}': 0.9, '{app="b"}': 0.75}],
		['sum by (app) (r) / ignoring(app) group_left sum(r)', {'{app="a"}': 100 / 140, '{app="b"}': 40 / 140}],
		[
			'r * on (app) group_left (team) owner',
			{
				'{app="a", code="200", team="x"}': 90,
				'{app="a", code="500", team="x"}': 10,
				'{app="b", code="200", team="y"}': 30,
				'{app="b", code="503", team="y"}': 10,
			},
		],
		['owner * on (app) sum by (app) (r)', {'{app="a"}': 100, '{app="b"}': 40}],
		['r > 20', {'r{app="a", code="200"}': 90, 'r{app="b", code="200"}': 30}],
		['20 < r', {'r{app="a", code="200"}': 90, 'r{app="b", code="200"}': 30}],
		['sum by (app) (r) > bool 50', {'{app="a"}': 1, '{app="b"}': 0}],
		['r{code="200"} and on (app) owner{team="x"}', {'r{app="a", code="200"}': 90}],
		['r{code="200"} unless on (app) owner{team="x"}', {'r{app="b", code="200"}': 30}],
		['sum(nothing) or vector(0)', {'{}': 0}],
		['sum(r) or vector(0)', {'{}': 140}],
		['absent(nothing{app="z"})', {'{app="z"}': 1}],
		['absent(r)', {}],
		[
			'label_replace(owner, "short", "$1-$2", "team", "(x)()|.*y")',
			{'owner{app="a", short="x-", team="x"}': 1, 'owner{app="b", short="-", team="y"}': 1},
		],
		['label_replace(owner{app="a"}, "app", "", "team", "x")', {'owner{team="x"}': 1}],
		['round(sum(r) / 3, 0.5)', {'{}': 46.5}],
		[
			'clamp(r, 20, 50)',
			{
				'{app="a", code="200"}': 50,
				'{app="a", code="500"}': 20,
				'{app="b", code="200"}': 30,
				'{app="b", code="503"}': 20,
			},
		],
		['clamp_max(sum(r), 9) + 1', {'{}': 10}],
		['-sum(r)', {'{}': -140}],
		['2 + 3 * 2 ^ 3 ^ 0 - 10 % 4', 6],
		['-2 ^ 2', -4],
		['(2 + 3) * 4 > bool 19', 1],
		['1 / 0', Number.POSITIVE_INFINITY],
		['time()', 7],
		['scalar(sum(r)) / 2', 70],
		['scalar(r)', Number.NaN],
		['timestamp(sum(r))', {'{}': 7}],
		['sum(timestamp(r{app="a", code="200"}))', {'{}': 0}],
		['0x10 + 1e1 + .5', 26.5],
	])('%s', (query, expected) => {
		expect(ask(fleet, query, 7)).toEqual(expected);
	});
});

describe('histograms', () => {
	const buckets = (counts: readonly number[], uppers = [1, 2, Number.POSITIVE_INFINITY]) =>
		counts.map((count, i) => ({upper: uppers[i]!, count}));
	it.each([
		['within a bucket', 0.5, [10, 30, 40], 1.5],
		['at the bound of the first', 0.25, [10, 30, 40], 1],
		['within the first', 0.1, [10, 30, 40], 0.4],
		['beyond the last bound', 0.9, [10, 30, 40], 2],
		['with counts that fall', 0.5, [10, 8, 20], 1],
		['of no observations', 0.5, [0, 0, 0], Number.NaN],
		['below all', -1, [10, 30, 40], Number.NEGATIVE_INFINITY],
		['above all', 2, [10, 30, 40], Number.POSITIVE_INFINITY],
	])('%s', (_, quantile, counts, expected) => {
		expect(bucketQuantile(quantile, buckets(counts))).toBe(expected);
	});

	it('need the bucket of all', () => {
		expect(bucketQuantile(0.5, buckets([10, 30], [1, 2]))).toBeNaN();
	});

	it('are told apart by their other labels', () => {
		const written = {
			'h_bucket{app="a", le="1"}': [5],
			'h_bucket{app="a", le="+Inf"}': [10],
			'h_bucket{app="b", le="1"}': [10],
			'h_bucket{app="b", le="+Inf"}': [10],
		};
		expect(ask(written, 'histogram_quantile(0.5, h_bucket)', 0)).toEqual({'{app="a"}': 1, '{app="b"}': 0.5});
		expect(ask(written, 'histogram_quantile(0.5, sum by (le) (h_bucket))', 0)).toEqual({'{}': 10 / 15});
	});
});

describe('refusals', () => {
	it.each([
		['', '1:1: parse error: no expression found in input'],
		['sum(', '1:5: parse error: unexpected end of input'],
		['foo(r)', '1:1: parse error: unknown function with name "foo"'],
		[
			'rate(r)',
			'1:6: parse error: expected type range vector in call to function "rate", got instant vector',
		],
		[
			'sum(r[5m])',
			'1:5: parse error: expected type instant vector in aggregation expression, got range vector',
		],
		['r + "a"', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
		['1 > 2', '1:1: parse error: comparisons between scalars must use BOOL modifier'],
		['1 and r', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
		['{code=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
		['r{code="1"', '1:11: parse error: unexpected end of input, expected ","'],
		['rate(r[5m:1m])', '1:10: parse error: subqueries are not supported by this server'],
		['r @ 5', '1:3: parse error: the @ modifier is not supported by this server'],
		['r{code=~"("}', '1:1: parse error: error parsing regexp: "("'],
		['r{code=~"(?=x)y"}', '1:1: parse error: error parsing regexp: "(?=x)y"'],
		[
			'topk(r)',
			'1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1',
		],
		['round()', '1:1: parse error: expected at least 1 argument(s) in call to "round", got 0'],
		['(r)[5m]', '1:4: parse error: ranges and offsets are only allowed right behind a vector selector'],
		['r % $', '1:5: parse error: unexpected character: "$"'],
		['r + bool r', '1:10: parse error: bool modifier can only be used on comparison operators'],
	])('%s', (query, says) => {
		expect(() => parse(query)).toThrow(says);
	});

	it.each([
		[
			'r / on (app) owner',
			'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
		],
		[
			'owner / on (app) r',
			'found duplicate series for the match group {app="a"} on the right hand-side of the operation: [r{app="a", code="200"}, r{app="a", code="500"}];many-to-many matching not allowed: matching labels must be unique on one side',
		],
		['label_replace(owner, "app", "same", "team", ".*")', undefined],
		['rate({__name__=~"r|owner"}[1m])', undefined],
	])('%s', (query, says) => {
		if (says === undefined) expect(() => ask(fleet, query, 7)).not.toThrow();
		else expect(() => ask(fleet, query, 7)).toThrow(says);
	});

	it('of results with the same labels', () => {
		const twins = {'a{x="1"}': [1, 2], 'b{x="1"}': [1, 2]};
		const says = 'vector cannot contain metrics with the same labelset';
		expect(() => ask(twins, 'rate({__name__=~"a|b"}[1m])', 15)).toThrow(says);
		expect(() => ask(twins, 'label_replace({x="1"}, "__name__", "c", "x", "1")', 15)).toThrow();
	});
});
