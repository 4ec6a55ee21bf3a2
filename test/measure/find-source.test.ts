import {describe, expect, test} from 'vitest';
import {candidatesIn} from '../../source/measure/candidates.ts';
import {findSource} from '../../source/measure/find-source.ts';
import type {AskSource} from '../../source/measure/measure.ts';
import {saySource} from '../../source/model/measured.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {answer, type Trouble, troubled} from '../../source/model/trouble.ts';

function service(namespace: string, name: string, ports: object[], clusterIP = '10.0.0.1'): KubernetesObject {
	return {
		metadata: {namespace, name, uid: `${namespace}/${name}`},
		spec: {ports, clusterIP},
	} as unknown as KubernetesObject;
}

const web = [{name: 'web', port: 9090}];

describe('what looks as if it answered queries', () => {
	test.each([
		['a plain Prometheus', [service('monitoring', 'prometheus', web)], ['monitoring/prometheus:9090']],
		[
			"the operator's, and not its headless twin",
			[
				service('monitoring', 'kube-prometheus-stack-prometheus', [
					...web,
					{name: 'reloader-web', port: 8080},
				]),
				service('monitoring', 'prometheus-operated', web, 'None'),
			],
			['monitoring/kube-prometheus-stack-prometheus:9090'],
		],
		[
			'a headless one alone',
			[service('m', 'prometheus-operated', web, 'None')],
			['m/prometheus-operated:9090'],
		],
		[
			'a chart that puts it on 80',
			[service('p', 'prometheus-server', [{name: 'http', port: 80}])],
			['p/prometheus-server:80'],
		],
		[
			'VictoriaMetrics',
			[service('m', 'vmsingle-main', [{name: 'http', port: 8428}])],
			['m/vmsingle-main:8428'],
		],
		[
			'a view over several before each',
			[service('m', 'prometheus', web), service('m', 'thanos-query', [{name: 'http', port: 9090}])],
			['m/thanos-query:9090', 'm/prometheus:9090'],
		],
		[
			'none of what stands around it',
			['alertmanager', 'prometheus-node-exporter', 'prometheus-pushgateway', 'prometheus-operator'].map(
				name => service('m', name, web),
			),
			[],
		],
	] as const)('%s', (_name, services, found) => {
		expect(candidatesIn(services).map(saySource)).toEqual(found);
	});

	test('a cluster of VictoriaMetrics answers behind a path', () => {
		expect(candidatesIn([service('m', 'vmselect-main', [{name: 'http', port: 8481}])])).toMatchObject([
			{prefix: '/select/0/prometheus'},
		]);
	});
});

const time: AskSource = async () => answer({resultType: 'scalar', result: [1, '1']});
const listing = (...services: KubernetesObject[]) => ({list: async () => answer(services)});
const forbidden: Trouble = {reason: 'forbidden', says: 'You may not list services.', status: 403};

test('of several that answer the first is asked, and the choice is said', async () => {
	const found = await findSource(
		listing(service('a', 'prometheus', web), service('b', 'prometheus', web)),
		time,
		{},
	);
	expect(found).toMatchObject({
		source: {namespace: 'a'},
		remark:
			'a/prometheus:9090 is asked, b/prometheus:9090 would answer too: metrics in the configuration chooses.',
	});
});

test('one that does not answer is passed over', async () => {
	const ask: AskSource = async (source, query) =>
		saySource(source).startsWith('a/')
			? troubled({reason: 'server-error', says: 'No pods.'})
			: time(source, query);
	const services = [service('a', 'prometheus', web), service('b', 'prometheus', web)];
	expect(await findSource(listing(...services), ask, {})).toEqual({
		source: expect.objectContaining({namespace: 'b'}),
	});
});

test('who may not ask the only one is told so', async () => {
	const found = await findSource(
		listing(service('a', 'prometheus', web)),
		async () => troubled(forbidden),
		{},
	);
	expect(found).toMatchObject({why: 'unreachable', says: forbidden.says});
});

test('who may not list Services everywhere finds it in the usual namespaces', async () => {
	const list = async (_resource: object, {namespace}: {readonly namespace?: string}) =>
		namespace === 'monitoring' ? answer([service('monitoring', 'prometheus', web)]) : troubled(forbidden);
	expect(await findSource({list}, time, {})).toMatchObject({source: {namespace: 'monitoring'}});
});

test('who may list none is told so, and what to do', async () => {
	expect(await findSource({list: async () => troubled(forbidden)}, time, {})).toMatchObject({
		why: 'no-source',
		says: expect.stringContaining(forbidden.says),
		hint: expect.stringContaining('configuration'),
	});
});

test('one that was named is looked for nowhere', async () => {
	const list = () => {
		throw new Error('listed');
	};
	const source = {type: 'url', url: 'https://metrics.example.com'} as const;
	expect(await findSource({list}, time, {source})).toEqual({source});
	expect(await findSource({list}, time, {isOff: true})).toMatchObject({why: 'off'});
});
