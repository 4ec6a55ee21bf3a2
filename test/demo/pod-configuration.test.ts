import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {configMaps, secrets} from '../../source/demo/kinds/configuration.ts';
import {events} from '../../source/demo/kinds/events.ts';
import type {Kind} from '../../source/demo/kinds/kind.ts';
import type {Tree} from '../../source/demo/object.ts';
import {create} from '../../source/demo/registry/create.ts';
import {clusterWith, makePod, pass, readPod} from './cluster-with.ts';

const image = 'registry.example.com/app:1';

const give = (cluster: Cluster, kind: Kind, name: string, data: Tree) =>
	create(cluster, kind, 'shop', {metadata: {name}, data}, {manager: 'test'});

const told = ({store}: Cluster): string[] =>
	store
		.list(events, 'shop')
		.filter(({object}) => object.type === 'Warning')
		.map(({object}) => `${object.reason}: ${object.message}`);

const stateOf = (cluster: Cluster): Tree => readPod(cluster, 'wanting').status.containerStatuses[0].state;

const environments: [string, Tree, string][] = [
	['all of a config map', {envFrom: [{configMapRef: {name: 'absent'}}]}, 'configmap "absent" not found'],
	['all of a secret', {envFrom: [{secretRef: {name: 'absent'}}]}, 'secret "absent" not found'],
	[
		'a value of a config map',
		{env: [{name: 'A', valueFrom: {configMapKeyRef: {name: 'absent', key: 'a'}}}]},
		'configmap "absent" not found',
	],
	[
		'a value of a secret',
		{env: [{name: 'A', valueFrom: {secretKeyRef: {name: 'absent', key: 'a'}}}]},
		'secret "absent" not found',
	],
	[
		'a key of a config map',
		{env: [{name: 'A', valueFrom: {configMapKeyRef: {name: 'present', key: 'k'}}}]},
		"couldn't find key k in ConfigMap shop/present",
	],
	[
		'a key of a secret',
		{env: [{name: 'A', valueFrom: {secretKeyRef: {name: 'present', key: 'k'}}}]},
		"couldn't find key k in Secret shop/present",
	],
];

const prepared = (): Cluster => {
	const cluster = clusterWith();
	for (const kind of [configMaps, secrets]) give(cluster, kind, 'present', {other: 'eA=='});
	return cluster;
};

it.each(environments)('does not start a container that lacks %s', (_, environment, message) => {
	const cluster = prepared();
	makePod(cluster, 'wanting', {containers: [{name: 'app', image, ...environment}]});
	pass(cluster, 60);
	expect(stateOf(cluster)).toEqual({waiting: {reason: 'CreateContainerConfigError', message}});
	expect(readPod(cluster, 'wanting').status.phase).toBe('Pending');
	expect(told(cluster)).toContain(`Failed: Error: ${message}`);
});

it('starts it once what it lacks is there', () => {
	const cluster = clusterWith();
	makePod(cluster, 'wanting', {
		containers: [{name: 'app', image, envFrom: [{configMapRef: {name: 'late'}}]}],
	});
	pass(cluster, 60);
	give(cluster, configMaps, 'late', {});
	pass(cluster, 16);
	expect(stateOf(cluster).running).toBeTruthy();
	expect(readPod(cluster, 'wanting').status.containerStatuses[0].restartCount).toBe(0);
});

it('starts one that can do without', () => {
	const cluster = clusterWith();
	const optional = true;
	const env = [{name: 'A', valueFrom: {secretKeyRef: {name: 'absent', key: 'a', optional}}}];
	const envFrom = [{configMapRef: {name: 'absent', optional}}];
	const volumes = [{name: 'files', configMap: {name: 'absent', optional}}];
	makePod(cluster, 'wanting', {volumes, containers: [{name: 'app', image, env, envFrom}]});
	pass(cluster, 10);
	expect(stateOf(cluster).running).toBeTruthy();
});

const volumes: [string, Tree, string][] = [
	['config map', {configMap: {name: 'absent'}}, 'configmap "absent" not found'],
	['secret', {secret: {secretName: 'absent'}}, 'secret "absent" not found'],
	[
		'config map among several',
		{projected: {sources: [{downwardAPI: {}}, {configMap: {name: 'absent'}}]}},
		'configmap "absent" not found',
	],
	[
		'key of a config map',
		{configMap: {name: 'present', items: [{key: 'k', path: 'k'}]}},
		'configmap references non-existent config key: k',
	],
	[
		'key of a secret',
		{secret: {secretName: 'present', items: [{key: 'k', path: 'k'}]}},
		'references non-existent secret key: k',
	],
];

it.each(volumes)('begins no pod with a volume of a missing %s', (_, volume, why) => {
	const cluster = prepared();
	makePod(cluster, 'wanting', {volumes: [{name: 'files', ...volume}]});
	pass(cluster, 60);
	expect(stateOf(cluster)).toEqual({waiting: {reason: 'ContainerCreating'}});
	expect(told(cluster)).toContain(`FailedMount: MountVolume.SetUp failed for volume "files" : ${why}`);
	expect(readPod(cluster, 'wanting').status.podIP).toBeUndefined();
});

it('begins it once what it mounts is there', () => {
	const cluster = clusterWith();
	makePod(cluster, 'wanting', {volumes: [{name: 'files', secret: {secretName: 'late'}}]});
	pass(cluster, 5);
	give(cluster, secrets, 'late', {});
	pass(cluster, 20);
	expect(stateOf(cluster).running).toBeTruthy();
});
