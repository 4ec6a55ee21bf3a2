import {describe, expect, it} from 'vitest';
import {disconnectMachine} from '../../source/demo/controllers/machine.ts';
import {withExpellingTaint} from '../../source/demo/controllers/node-expulsion.ts';
import {isSilent, signOf, unknownConditions} from '../../source/demo/controllers/node-health.ts';
import {withClosingTaints} from '../../source/demo/controllers/node-taints.ts';
import {isAllLost, pauseIn} from '../../source/demo/controllers/node-zones.ts';
import {nodes} from '../../source/demo/kinds/nodes.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';
import {clusterWith, pass} from './cluster-with.ts';

const born = '2026-11-23T16:00:00Z';
const bornMs = Date.parse(born);

function node(ready: string | undefined, spec: Tree = {}, zone = 'a'): KubernetesObject {
	const labels = {'topology.kubernetes.io/zone': zone};
	const metadata = {name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: born, labels};
	const conditions = ready ? [{type: 'Ready', status: ready, lastHeartbeatTime: born}] : [];
	return {metadata, spec, status: {conditions}};
}

const lease = (renewTime: string) => ({...node('True'), spec: {renewTime}});

describe('a node is silent', () => {
	it.each([
		['True', 50, false],
		['True', 51, true],
		[undefined, 60, false],
		[undefined, 61, true],
	])('with readiness %s after %d seconds: %s', (ready, seconds, is) => {
		const read = node(ready);
		const sign = signOf(read, undefined, undefined, bornMs);
		expect(isSilent(read, sign, bornMs + seconds * 1000, 50_000)).toBe(is);
	});

	it('from when its last sign was noticed, be it a lease or a status', () => {
		const first = signOf(node('True'), lease('1'), undefined, 1000);
		expect(signOf(node('True'), lease('1'), first, 9000)).toBe(first);
		expect(signOf(node('True'), lease('2'), first, 9000).atMs).toBe(9000);
		expect(signOf(node('False'), lease('1'), first, 9000)).toBe(first);
	});
});

it('knows nothing of a silent node any more', () => {
	const words = unknownConditions(node('True'), 'now').map(({type, status, reason}) => [
		type,
		status,
		reason,
	]);
	expect(words).toEqual([
		['Ready', 'Unknown', 'NodeStatusUnknown'],
		['MemoryPressure', 'Unknown', 'NodeStatusNeverUpdated'],
		['DiskPressure', 'Unknown', 'NodeStatusNeverUpdated'],
		['PIDPressure', 'Unknown', 'NodeStatusNeverUpdated'],
	]);
});

const own = {key: 'example.com/own', effect: 'NoSchedule'};
const taint = (name: string, effect: string) => ({key: `node.kubernetes.io/${name}`, effect});
const text = (taints: Tree[]) => taints.map(({key, effect}) => `${key.split('/')[1]}:${effect}`);

it.each([
	['True', {}, []],
	['True', {unschedulable: true}, ['unschedulable:NoSchedule']],
	['Unknown', {taints: [own]}, ['unreachable:NoSchedule', 'own:NoSchedule']],
	['False', {taints: [taint('unreachable', 'NoSchedule')]}, ['not-ready:NoSchedule']],
	['True', {taints: [own, taint('not-ready', 'NoSchedule')]}, ['own:NoSchedule']],
	['True', {taints: [taint('not-ready', 'NoExecute')]}, ['not-ready:NoExecute']],
])('a node with readiness %s and %o is closed by %o', (ready, spec, taints) =>
	expect(text(withClosingTaints(node(ready, spec), 'now'))).toEqual(taints),
);

it.each([
	['True', [own, taint('unreachable', 'NoExecute')], true, ['own:NoSchedule']],
	['Unknown', [own], true, ['own:NoSchedule', 'unreachable:NoExecute']],
	['Unknown', [own], false, ['own:NoSchedule']],
	['Unknown', [taint('not-ready', 'NoExecute')], false, ['unreachable:NoExecute']],
	['False', [], true, ['not-ready:NoExecute']],
])(
	'a node with readiness %s and taints %o drives pods away, if it is its turn (%s), by %o',
	(ready, taints, isTurn, left) =>
		expect(text(withExpellingTaint(node(ready, {taints}), isTurn, 'now'))).toEqual(left),
);

describe('the pace at which nodes lose their pods', () => {
	const several = (ready: number, silent: number, zone = 'a') => [
		...Array.from({length: ready}, () => node('True', {}, zone)),
		...Array.from({length: silent}, () => node('Unknown', {}, zone)),
	];
	it.each([
		['one silent of many', several(3, 1), 10_000],
		['two silent of three', several(1, 2), 10_000],
		['most silent of a small zone', several(2, 3), Number.POSITIVE_INFINITY],
		['most silent of a large zone', several(20, 40), 100_000],
		['a zone that is lost as a whole', [...several(0, 4), ...several(1, 0, 'b')], 10_000],
		['every node', several(0, 3), Number.POSITIVE_INFINITY],
	])('with %s', (_, all, pauseMs) => expect(pauseIn(':a', all)).toBe(pauseMs));

	it('is none where all is lost', () => {
		expect([isAllLost(several(0, 2)), isAllLost(several(1, 2)), isAllLost([])]).toEqual([true, false, false]);
		const cluster = clusterWith();
		const names = cluster.store.list(nodes).map(({object}) => object.metadata.name);
		for (const name of names) disconnectMachine(cluster, name);
		pass(cluster, 300);
		const taints = cluster.store.list(nodes).flatMap(({object}) => object.spec.taints as Tree[]);
		expect(taints.filter(({effect}) => effect === 'NoExecute')).toEqual([]);
	});
});
