import {describe, expect, test} from 'vitest';
import type {Event} from '../../source/store/events.ts';
import {columnsOf, sampledAt} from '../../source/store/sampled.ts';
import {noon, shop, storeOf, type World} from '../screens/world.ts';

const columns = {until: 100_000, stepMs: 10_000, count: 6};

test('a sample tells of the moments after it, until another one comes or it is too old', () => {
	const samples = [
		{at: 52_000, value: 1},
		{at: 71_000, value: 2},
	];
	expect(sampledAt(samples, columns).map(each => each?.value)).toEqual([undefined, 1, 1, 2, 2, 2]);
	expect(sampledAt([{at: 9000, value: 1}], columns).map(each => each?.value)).toEqual([1, ...new Array(5)]);
	expect(sampledAt([], columns)).toEqual(new Array(6).fill(undefined));
});

test('moments are found by the column they lie in, counted from the newest, once each', () => {
	expect(columnsOf([100_000, 95_000, 99_000, 61_000, 30_000, 120_000], columns)).toEqual([0, 3]);
});

describe('how much CPU a version uses', () => {
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	const asking = (cpu: string, limit?: string): World => ({
		...shop,
		pods: shop.pods!.map(object => ({
			...object,
			spec: {
				...object.spec,
				containers: [
					{
						name: 'app',
						image: 'shop/app:1.0',
						resources: {requests: {cpu}, ...(limit && {limits: {cpu: limit}})},
					},
				],
			},
		})) as unknown as World[string],
	});
	const used = (at: number, ...pods: readonly (readonly [string, number])[]): readonly Event[] => [
		{type: 'ticked', now: at, wallTime: at},
		{
			type: 'usageRead',
			of: 'pods',
			usage: new Map(pods.map(([name, cpuMillicores]) => [`shop/${name}`, {cpuMillicores, memoryBytes: 0}])),
		},
	];
	const read = (world: World, name: 'split' | 'list', ...events: readonly Event[]) =>
		storeOf(world, {screen: {name, view: 'splits', subject}, events}).get().saturation[subject.uid];

	test('is held against what its pods ask for and may have, of those that metrics tell of', () => {
		const events = used(noon, ['cards-v1-abc-1', 80], ['cards-v1-abc-2', 40], ['cards-v2-abc-1', 150]);
		expect(read(asking('100m', '400m'), 'split', ...events)).toEqual([
			{
				at: noon,
				versions: [
					{name: 'cards-v1', ofRequests: 60, ofLimits: 15},
					{name: 'cards-v2', ofRequests: 150, ofLimits: 37.5},
				],
			},
		]);
	});

	test('is not known without requests or metrics, and never zero for that', () => {
		expect(read(shop, 'split', ...used(noon, ['cards-v1-abc-1', 80]))![0]!.versions).toEqual([
			{name: 'cards-v1'},
			{name: 'cards-v2'},
		]);
		expect(read(asking('100m'), 'split', ...used(noon))![0]!.versions[0]).toEqual({name: 'cards-v1'});
	});

	test('of memory is that of the pod which is nearest to its limit', () => {
		const world = asking('100m', '400m');
		const pods = world.pods!.map(({spec, ...object}) => {
			const [container] = (spec as {containers: {resources: object}[]}).containers;
			const resources = {requests: {memory: '100Mi'}, limits: {memory: '200Mi'}};
			return {...object, spec: {...spec, containers: [{...container, resources}]}};
		}) as unknown as World[string];
		const usage = new Map([
			['shop/cards-v1-abc-1', {cpuMillicores: 1, memoryBytes: 50 * 2 ** 20}],
			['shop/cards-v1-abc-2', {cpuMillicores: 1, memoryBytes: 190 * 2 ** 20}],
		]);
		const events: readonly Event[] = [{type: 'usageRead', of: 'pods', usage}];
		expect(read({...world, pods}, 'split', ...events)![0]!.versions).toEqual([
			{name: 'cards-v1', memoryOfLimit: 95, memoryOfRequest: 190},
			{name: 'cards-v2'},
		]);
	});

	test('is kept for ten minutes, of what is on screen alone', () => {
		const events = [0, 15_000, 610_000].flatMap(ms => used(noon + ms, ['cards-v1-abc-1', 50]));
		expect(read(asking('100m'), 'split', ...events)!.map(({at}) => at - noon)).toEqual([15_000, 610_000]);
		expect(read(asking('100m'), 'list', ...used(noon, ['cards-v1-abc-1', 50]))).toBeUndefined();
	});
});
