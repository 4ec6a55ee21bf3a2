import {expect, test} from 'vitest';
import {podWeights} from '../../source/traffic/haproxy-balance.ts';
import {openshift} from '../../source/traffic/openshift.ts';
import {splitOf} from '../kit/splits.ts';

// What the routers themselves made of these weights and pods; the arithmetic is
// theirs, in single precision, so that the last digit hangs on its order.

test.each([
	[[90, 10], [1, 1], 1, [9, 1]],
	[[70, 30], [1, 1], 1, [2, 1]],
	[[70, 30], [1, 1], 100, [233, 99]],
	[[70, 30], [1, 1], 1000, [256, 109]],
	[[139, 83], [1, 3], 7, [35, 7]],
	[[41, 135], [11, 11], 1, [1, 3]],
	[[256, 1], [1, 12], 1, [256, 1]],
	[[0, 50], [3, 2], 1, [0, 1]],
	[[50, 50], [0, 2], 1, [0, 1]],
	[[0, 0], [1, 1], 1, [0, 0]],
])('HAProxy Ingress deals %j over %j pods, from %d up, as %j to each', (weights, pods, least, each) => {
	expect(podWeights(weights, pods, least)).toEqual(each);
});

/** Percent of the whole, from the weight of each endpoint and how many there are. */
function sharesOf(each: readonly number[], endpoints: readonly number[]): number[] {
	const parts = each.map((weight, index) => weight * endpoints[index]!);
	const sum = parts.reduce((total, part) => total + part, 0);
	return parts.map(part => (part * 100) / sum);
}

test.each([
	[
		[50, 50],
		[2, 1],
		[128, 256],
	],
	[
		[3, 256],
		[5, 1],
		[1, 256],
	],
	[
		[20, 10],
		[2, 4],
		[256, 64],
	],
	[
		[90, 10],
		[1, 1],
		[256, 28],
	],
	[
		[99, 1],
		[1, 12],
		[256, 1],
	],
	[
		[50, 0],
		[2, 1],
		[1, 0],
	],
	[
		[100, 100],
		[0, 1],
		[0, 1],
	],
])('the OpenShift router deals %j over %j endpoints as %j to each', (weights, endpoints, each) => {
	const split = splitOf({a: 1, b: 1});
	const backends = split.backends.map((backend, index) => {
		const ready = endpoints[index]!;
		return {...backend, pods: {ready, wanted: ready}};
	});
	expect(openshift.shares?.({...split, backends}, weights)).toEqual(sharesOf(each, endpoints));
});

test('where nothing has weight, or an endpoint, nobody has a share', () => {
	const split = splitOf({a: 1, b: 1}, {pods: {ready: 0, wanted: 1}});
	expect(openshift.shares?.(split, [90, 10])).toEqual([null, null]);
	expect(openshift.shares?.(splitOf({a: 1, b: 1}), [0, 0])).toEqual([null, null]);
});
