import {expect, test} from 'vitest';
import {splitOf} from '../../source/store/lists/splits.ts';
import {flaggerWorld} from '../screens/rollouts-world.ts';
import {storeOf} from '../screens/world.ts';

const canary = '3e8f8b1c-0d0e-4f5c-8f3f-6a2b8f1c1001/';

function shares(world: ReturnType<typeof flaggerWorld>) {
	return splitOf(storeOf(world).get(), canary)?.backends.map(({name, share}) => [name, share]);
}

test('an engine that forgets its weight while a promotion waits is told of by its route', () => {
	expect(shares(flaggerWorld('waiting-for-promotion'))).toEqual([
		['podinfo-primary', 80],
		['podinfo-canary', 20],
	]);
});

test('where that route is not read, nobody knows its shares, however many pods there are', () => {
	expect(shares({...flaggerWorld('waiting-for-promotion'), httproutes: []})).toEqual([
		['podinfo-primary', null],
		['podinfo-canary', null],
	]);
});
