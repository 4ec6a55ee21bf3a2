import {expect, test} from 'vitest';
import type {Flags} from '../../source/headless/flags.ts';
import {parseAction} from '../../source/headless/parse-action.ts';
import {deployments} from '../kit/resources.ts';

const target = {resource: deployments, namespace: 'shop', name: 'web'};

test.each([
	[undefined, 3_600_000],
	['30m', 1_800_000],
	['2h', 7_200_000],
	['90s', 90_000],
])('hold --for %s holds for %s ms', (text, forMs) => {
	expect(parseAction('hold', target, [], {for: text} as Flags)).toEqual({action: 'hold', target, forMs});
});

test.each(['soon', '1d', '-5m', ''])('hold --for %s is a wrong call', text => {
	expect(parseAction('hold', target, [], {for: text} as Flags)).toMatchObject({refused: 'usage'});
});

test.each(['release', 'hand-back'] as const)('%s needs no more than its target', action => {
	expect(parseAction(action, target, [], {} as Flags)).toEqual({action, target});
});
