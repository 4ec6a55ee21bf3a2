import {describe, expect, it} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {projectPod} from '../../source/resources/pod-row.ts';
import {pods} from '../../source/resources/pods.ts';
import type {Facts} from '../../source/resources/view.ts';
import {recorded, recordedObject} from './recorded.ts';

function podOf(controller: object | undefined, labels: object = {}): KubernetesObject {
	const pod = recordedObject('pods', 'running');
	const ownerReferences = controller && [{apiVersion: 'v1', uid: 'u', controller: true, ...controller}];
	return {...pod, metadata: {...pod.metadata, labels, ownerReferences}} as KubernetesObject;
}

describe('workload', () => {
	it('is the Deployment that the ReplicaSet is named after', () => {
		const row = projectPod(
			podOf({kind: 'ReplicaSet', name: 'risk-5d8f7c9b6d'}, {'pod-template-hash': '5d8f7c9b6d'}),
		);
		expect(row.workload).toEqual({kind: 'Deployment', name: 'risk'});
		expect(row.replicaSet).toBe('risk-5d8f7c9b6d');
		expect(row.hash).toBe('5d8f7c9b6d');
	});

	it.each([
		['a ReplicaSet of its own', {kind: 'ReplicaSet', name: 'web'}, {}],
		['a ReplicaSet named otherwise', {kind: 'ReplicaSet', name: 'web'}, {'pod-template-hash': '5d8f7c9b6d'}],
		['a StatefulSet', {kind: 'StatefulSet', name: 'db'}, {'pod-template-hash': 'db'}],
		['a Job', {kind: 'Job', name: 'train'}, {}],
	])('is %s itself', (_, controller, labels) => {
		expect(projectPod(podOf(controller, labels)).workload).toEqual(controller);
	});

	it('is nothing for a pod of its own', () => {
		expect(projectPod(podOf(undefined)).workload).toBeUndefined();
		expect(projectPod(podOf({kind: 'Node', name: 'n', controller: false})).workload).toBeUndefined();
	});

	it('is one object for all its pods, and so are their containers', () => {
		const [left, right] = [1, 2].map(() => projectPod(podOf({kind: 'Job', name: 'train'})));
		expect(left!.workload).toBe(right!.workload);
		expect(left!.containers).toBe(right!.containers);
	});
});

describe('amounts', () => {
	it('sum what containers ask for', () => {
		expect(projectPod(recordedObject('pods', 'running-requests'))).toMatchObject({
			cpuRequest: 350,
			memoryRequest: 128 * 2 ** 20 + 64_000_000,
			cpuLimit: 1000,
			memoryLimit: 2 ** 30,
		});
	});

	it('are unknown where nobody asks', () => {
		const {cpuRequest, cpuLimit, memoryRequest, memoryLimit} = projectPod(recordedObject('pods', 'running'));
		expect([cpuRequest, cpuLimit, memoryRequest, memoryLimit]).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});

	it('count sidecars, not init containers that end, and put the pod as a whole first', () => {
		const object = recordedObject('pods', 'running');
		const ask = (cpu: string) => ({requests: {cpu}});
		const spec = {
			containers: [{name: 'app', resources: ask('100m')}],
			initContainers: [
				{name: 'proxy', restartPolicy: 'Always', resources: ask('50m')},
				{name: 'migrate', resources: ask('4')},
			],
		};
		expect(projectPod({...object, spec}).cpuRequest).toBe(150);
		expect(projectPod({...object, spec: {...spec, resources: ask('2')}}).cpuRequest).toBe(2000);
	});
});

describe('columns', () => {
	const row = projectPod(recordedObject('pods', 'running-requests'));
	const usage = new Map([['recording/running-requests', {cpuMillicores: 70, memoryBytes: 900 * 2 ** 20}]]);

	function cell(title: string, facts: Facts) {
		return pods.columns.find(column => column.title === title)!.cell(row, facts);
	}

	it.each([
		['CPU', '70'],
		['MEM', '900'],
		['%CPU/R', '20'],
		['%CPU/L', '7'],
		['%MEM/R', '476'],
		['%MEM/L', '87'],
	])('%s is measured', (title, text) => {
		expect(cell(title, {now: 0, usage})).toBe(text);
	});

	it.each(['CPU', 'MEM', '%CPU/R', '%MEM/L'])('%s is n/a where it is not, and sorts as unknown', title => {
		expect(cell(title, {now: 0})).toBe('n/a');
		expect(pods.columns.find(column => column.title === title)!.sortBy(row, {now: 0})).toBeUndefined();
	});

	it('are those that matter where 80 cells and two between columns are all there is', () => {
		const kept = pods.columns.filter(
			({title, isWide, priority}) => !isWide && priority <= 5 && title !== 'NAMESPACE',
		);
		expect(kept.map(({title}) => title)).toEqual([
			'NAME',
			'READY',
			'STATUS',
			'RESTARTS',
			'CPU',
			'MEM',
			'AGE',
		]);
		const cells = kept.reduce((sum, {width}) => sum + width.min, 0) + 2 * (kept.length - 1);
		const next = Math.min(...pods.columns.filter(({priority}) => priority === 6).map(({width}) => width.min));
		expect(cells).toBeLessThanOrEqual(80);
		expect(cells + 2 + next).toBeGreaterThan(80);
	});
});

it('keeps no label, annotation or other part of the object', () => {
	for (const {object} of recorded('pods')) {
		const row = pods.project(object)!;
		for (const value of Object.values(row)) expect(Object.values(object)).not.toContain(value);
		expect(JSON.stringify(row).length).toBeLessThan(1600);
	}
});

it('makes a row of a pod that has no status yet', () => {
	const row = projectPod({metadata: {name: 'new', namespace: 'shop', uid: 'u'}} as KubernetesObject);
	expect(row).toMatchObject({status: 'Unknown', ready: 0, total: 0, restarts: 0, node: '', containers: []});
});
