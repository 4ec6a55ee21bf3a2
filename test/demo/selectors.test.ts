import {describe, expect, it} from 'vitest';
import {
	matchesLabels,
	matchesSelector,
	parseFieldSelector,
	parseLabelSelector,
	selectorText,
} from '../../source/demo/selectors.ts';

const labels = {app: 'shop', track: 'stable', empty: '', 'example.com/team': 'web'};

const selections: [string, boolean][] = [
	['', true],
	['app=shop', true],
	['app==shop', true],
	['app = shop', true],
	['app=other', false],
	['app!=other', true],
	['missing!=x', true],
	['app=shop,track=canary', false],
	['track in (stable, canary)', true],
	['track in (canary)', false],
	['track notin (canary)', true],
	['missing notin (x)', true],
	['app', true],
	['!app', false],
	['!missing', true],
	['empty=', true],
	['example.com/team in (web),app', true],
];

describe('parseLabelSelector', () => {
	it.each(selections)('%s selects: %s', (text, expected) => {
		expect(parseLabelSelector(text)!(labels)).toBe(expected);
	});

	it.each(['a b', 'app=shop,', 'in (a)', 'app in a', '=x', 'app in (a', 'app~x'])('cannot read %s', text => {
		expect(parseLabelSelector(text)).toBeUndefined();
	});
});

describe('parseFieldSelector', () => {
	it('reads terms', () => {
		expect(parseFieldSelector('metadata.name=a,status.phase!=Running')).toEqual([
			{field: 'metadata.name', isEqual: true, value: 'a'},
			{field: 'status.phase', isEqual: false, value: 'Running'},
		]);
	});

	it('cannot read words', () => {
		expect(parseFieldSelector('nonsense')).toBeUndefined();
	});
});

describe('selectors of objects', () => {
	const selector = {
		matchLabels: {track: 'stable', app: 'shop'},
		matchExpressions: [
			{key: 'tier', operator: 'DoesNotExist'},
			{key: 'track', operator: 'In', values: ['stable', 'canary']},
		],
	};

	it('match labels and expressions', () => {
		expect(matchesSelector(selector, labels)).toBe(true);
		expect(matchesSelector(selector, {...labels, tier: 'x'})).toBe(false);
		expect(matchesSelector({}, labels)).toBe(true);
	});

	it('select nothing when a Service has none', () => {
		expect(matchesLabels({}, labels)).toBe(false);
		expect(matchesLabels(undefined, labels)).toBe(false);
		expect(matchesLabels({app: 'shop'}, labels)).toBe(true);
	});

	it('have a text form', () => {
		expect(selectorText(selector)).toBe('!tier,app=shop,track in (canary,stable),track=stable');
	});
});
