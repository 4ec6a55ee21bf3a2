/** What a client learns before it asks for objects. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const served = [
	['', 'v1', 'pods', 'Pod', ['log', 'status']],
	['', 'v1', 'services', 'Service', ['status']],
	['', 'v1', 'nodes', 'Node', ['status']],
	['', 'v1', 'namespaces', 'Namespace', ['status']],
	['', 'v1', 'events', 'Event', []],
	['', 'v1', 'configmaps', 'ConfigMap', []],
	['', 'v1', 'secrets', 'Secret', []],
	['', 'v1', 'serviceaccounts', 'ServiceAccount', []],
	['apps', 'v1', 'deployments', 'Deployment', ['scale', 'status']],
	['apps', 'v1', 'replicasets', 'ReplicaSet', ['scale', 'status']],
	['apps', 'v1', 'statefulsets', 'StatefulSet', ['scale', 'status']],
	['apps', 'v1', 'controllerrevisions', 'ControllerRevision', []],
	['batch', 'v1', 'jobs', 'Job', ['status']],
	['batch', 'v1', 'cronjobs', 'CronJob', ['status']],
	['apps', 'v1', 'daemonsets', 'DaemonSet', ['status']],
	['policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', ['status']],
	['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', []],
	['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', ['status']],
	['gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute', ['status']],
	['gateway.networking.k8s.io', 'v1', 'gateways', 'Gateway', ['status']],
	['metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics', []],
	['authorization.k8s.io', 'v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', []],
] as const;

export function checkDiscoveries(ground: Ground): void {
	it('answers for its health and version', async () => {
		for (const path of ['/readyz', '/livez']) expect((await ground.ask('GET', path)).text).toBe('ok');
		expect((await ground.ask('GET', '/version')).body).toMatchObject({
			major: '1',
			gitVersion: expect.stringMatching(/^v1\.\d+/),
		});
	});

	it.each(served)('lists %s/%s %s one group at a time', async (group, version, plural, kind, parts) => {
		const path = group ? `/apis/${group}/${version}` : `/api/${version}`;
		const {body} = await ground.ask('GET', path);
		expect(body).toMatchObject({
			kind: 'APIResourceList',
			groupVersion: group ? `${group}/${version}` : version,
		});
		const found = body.resources.find(({name}: Json) => name === plural);
		expect(found).toMatchObject({name: plural, kind});
		const names = body.resources.map(({name}: Json) => name);
		for (const part of parts) expect(names).toContain(`${plural}/${part}`);
	});

	it('lists groups', async () => {
		const {body} = await ground.ask('GET', '/apis');
		const apps = body.groups.find(({name}: Json) => name === 'apps');
		expect(apps).toEqual({
			name: 'apps',
			versions: [{groupVersion: 'apps/v1', version: 'v1'}],
			preferredVersion: {groupVersion: 'apps/v1', version: 'v1'},
		});
		expect((await ground.ask('GET', '/api')).body).toMatchObject({kind: 'APIVersions', versions: ['v1']});
	});

	it('lists everything in one answer', async () => {
		const [core, named] = await Promise.all(
			['/api', '/apis'].map(path => ground.ask('GET', path, {accept: aggregated})),
		);
		expect(named!.headers['content-type']).toContain('as=APIGroupDiscoveryList');
		expect(named!.body).toMatchObject({kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2'});
		const groups: Json[] = [...core!.body.items, ...named!.body.items];
		for (const [group, version, plural, kind, parts] of served) {
			const found = groups
				.find(({metadata}) => (metadata.name ?? '') === group)
				?.versions.find((candidate: Json) => candidate.version === version)
				?.resources.find(({resource}: Json) => resource === plural);
			expect(found, plural).toMatchObject({resource: plural, responseKind: {kind}});
			const names = found.subresources?.map(({subresource}: Json) => subresource) ?? [];
			expect(names).toEqual(expect.arrayContaining([...parts]));
		}
	});

	it('tells who asks and what they may do', async () => {
		const ask = (path: string, body: Json) => ground.ask('POST', path, {body});
		const who = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
		expect([who.status, typeof who.body.status.userInfo.username]).toEqual([201, 'string']);
		const resourceAttributes = {
			verb: 'patch',
			group: 'apps',
			resource: 'deployments',
			namespace: ground.namespace,
		};
		const may = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
			spec: {resourceAttributes},
		});
		expect([may.status, may.body.status.allowed]).toEqual([201, true]);
		const rules = await ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
			spec: {namespace: ground.namespace},
		});
		expect(rules.body.status.resourceRules).toContainEqual({
			verbs: ['*'],
			apiGroups: ['*'],
			resources: ['*'],
		});
	});

	it('measures nodes', async () => {
		const {body} = await ground.ask('GET', '/apis/metrics.k8s.io/v1beta1/nodes');
		expect(body.kind).toBe('NodeMetricsList');
		expect(body.items.length).toBeGreaterThan(0);
		expect(body.items[0].usage).toMatchObject({cpu: expect.any(String), memory: expect.any(String)});
	});
}
