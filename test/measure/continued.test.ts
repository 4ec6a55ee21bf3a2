import {expect, test} from 'vitest';
import {continued} from '../../source/measure/continued.ts';
import type {BackendFigures, Figures} from '../../source/model/measured.ts';

const noon = Date.UTC(2026, 0, 1, 12);

function figuresOf(backend: Partial<BackendFigures>, more: Partial<Figures> = {}): Figures {
	return {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		at: noon,
		windowMs: 60_000,
		backends: [{name: 'v2', requests: 0, perSecond: 0, failed: 0, failures: [], ...backend}],
		remarks: [],
		...more,
	};
}

const former = figuresOf({countedFrom: noon - 180_000, countedUntil: noon, lastAt: noon - 5000});

test('when the last request came is known longer than a source tells', () => {
	const later = figuresOf({countedFrom: noon - 30_000, countedUntil: noon + 150_000});
	expect(continued(former, later).backends).toMatchObject([
		{lastAt: noon - 5000, countedFrom: noon - 180_000, countedUntil: noon + 150_000},
	]);
});

test('newer requests count more', () => {
	const later = figuresOf({countedFrom: noon - 30_000, countedUntil: noon + 150_000, lastAt: noon + 60_000});
	expect(continued(former, later).backends).toMatchObject([{lastAt: noon + 60_000}]);
});

test.each([
	['time in between was counted by nobody', {countedFrom: noon + 1000, countedUntil: noon + 180_000}, {}],
	['somebody else counts', {countedFrom: noon - 30_000, countedUntil: noon + 150_000}, {source: 'other'}],
])('nothing is taken over where %s', (_says, backend, more) => {
	const later = figuresOf(backend, more);
	expect(continued(former, later)).toEqual(later);
	expect(continued(undefined, later)).toBe(later);
});
