import {expect, test} from 'vitest';
import {isDead} from '../../source/model/split.ts';
import {isSplitFaulty} from '../../source/resources/splits.ts';
import {splitOf} from '../kit/splits.ts';

const none = {ready: 0, wanted: 2};

test.each([
	['without a ready pod', {pods: none}, true],
	['whose pods nobody knows', {}, false],
	['with a pod', {pods: {ready: 1, wanted: 2}}, false],
	['that wakes up when it is asked', {pods: {ready: 0, wanted: 0}, withoutPods: 'It wakes up.'}, false],
])('a backend %s', (_name, backend, isFaulty) => {
	expect(isDead(backend)).toBe(isFaulty);
	expect(isSplitFaulty(splitOf({a: 90, b: 10}, backend))).toBe(isFaulty);
});
