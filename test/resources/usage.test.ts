import {describe, expect, it} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {mebibytes, percentOf, projectUsage, usageByName, usageOf} from '../../source/resources/usage.ts';

function podMetrics(name: string, containers: readonly object[]): KubernetesObject {
	return {metadata: {name, namespace: 'shop', uid: ''}, containers} as unknown as KubernetesObject;
}

const app = {name: 'app', usage: {cpu: '12345678n', memory: '64Mi'}};
const proxy = {name: 'proxy', usage: {cpu: '3m', memory: '1024Ki'}};
const node = {
	metadata: {name: 'node-1', uid: ''},
	usage: {cpu: '1', memory: '2Gi'},
} as unknown as KubernetesObject;

describe('projectUsage', () => {
	it('sums the containers of a pod', () => {
		expect(projectUsage(podMetrics('checkout', [app, proxy]))).toEqual({
			cpuMillicores: 16,
			memoryBytes: 65 * 2 ** 20,
		});
	});

	it('reads a node', () => {
		expect(projectUsage(node)).toEqual({cpuMillicores: 1000, memoryBytes: 2 ** 31});
	});

	it.each([
		['no containers', []],
		['a container without usage', [app, {name: 'proxy'}]],
		['a container without memory', [app, {name: 'proxy', usage: {cpu: '1m'}}]],
		['usage that is no quantity', [{name: 'app', usage: {cpu: 'lots', memory: '1Mi'}}]],
	])('does not know the usage of a pod with %s', (_, containers) => {
		expect(projectUsage(podMetrics('checkout', containers))).toBeUndefined();
	});
});

describe('usageByName', () => {
	const usage = usageByName([podMetrics('checkout', [app]), podMetrics('blind', []), node]);
	const row = {uid: '1', created: 0};

	it('finds pods by namespace and name, nodes by name', () => {
		expect(usageOf({...row, namespace: 'shop', name: 'checkout'}, {now: 0, usage})?.cpuMillicores).toBe(13);
		expect(usageOf({...row, namespace: '', name: 'node-1'}, {now: 0, usage})?.cpuMillicores).toBe(1000);
	});

	it('has nothing for one that is not measured', () => {
		expect(usageOf({...row, namespace: 'shop', name: 'blind'}, {now: 0, usage})).toBeUndefined();
		expect(usageOf({...row, namespace: 'shop', name: 'checkout'}, {now: 0})).toBeUndefined();
	});
});

describe('percentOf', () => {
	it.each([
		[50, 200, 25],
		[199, 200, 99],
		[300, 200, 150],
		[0, 200, 0],
		[undefined, 200, undefined],
		[50, undefined, undefined],
		[50, 0, undefined],
	])('takes %s of %s as %s', (part, whole, percent) => {
		expect(percentOf(part, whole)).toBe(percent);
	});
});

it('counts whole MiB', () => {
	expect(mebibytes(2 ** 20 * 1.9)).toBe(1);
	expect(mebibytes(undefined)).toBeUndefined();
});
