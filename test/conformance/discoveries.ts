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
	['', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', ['status']],
	['rbac.authorization.k8s.io', 'v1', 'roles', 'Role', []],
	['rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding', []],
	['networking.k8s.io', 'v1', 'ingresses', 'Ingress', ['status']],
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

	const review = (kind: string, body: Json, query = '') =>
		ground.ask('POST', `/apis/authorization.k8s.io/v1/${kind}${query}`, {body});

	it('refuses to review what is not clear', async () => {
		const resourceAttributes = {verb: 'get'};
		const nonResourceAttributes = {path: '/a', verb: 'get'};
		const one = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
		const none = `spec.resourceAttributes: Invalid value: null: ${one}`;
		const both =
			'spec.nonResourceAttributes: Invalid value: {"Path":"/a","Verb":"get"}: cannot be specified in combination with resourceAttributes';
		for (const [body, why] of [
			[{}, none],
			[{spec: {}}, none],
			[{spec: {resourceAttributes, nonResourceAttributes}}, both],
		] as const) {
			const answer = await review('selfsubjectaccessreviews', body);
			const message = `.authorization.k8s.io "" is invalid: ${why}`;
			expect([answer.status, answer.body.reason, answer.body.message]).toEqual([422, 'Invalid', message]);
			expect(answer.body.details).toMatchObject({group: 'authorization.k8s.io', causes: [{}]});
		}
		const nowhere = await review('selfsubjectrulesreviews', {});
		expect([nowhere.status, nowhere.body.message]).toEqual([400, 'no namespace on request']);
		const other = await review('selfsubjectaccessreviews', {kind: 'Pod', apiVersion: 'v1'});
		expect([other.status, other.body.message]).toEqual([
			400,
			'Pod in version "v1" cannot be handled as a SelfSubjectAccessReview: converting (v1.Pod) to (authorization.SelfSubjectAccessReview): unknown conversion',
		]);
	});

	it('warns of members of a review that nobody knows, and refuses them when strict', async () => {
		const body = {spec: {resourceAttributes: {verb: 'get', nope: 1}, odd: 1}, extra: 2};
		const unknown = ['spec.resourceAttributes.nope', 'spec.odd', 'extra'];
		const complaints = unknown.map(path => `unknown field "${path}"`);
		const warned = await review('selfsubjectaccessreviews', body);
		expect([warned.status, warned.body.spec]).toEqual([201, {resourceAttributes: {verb: 'get'}}]);
		expect(warned.headers.warning).toBe(complaints.map(says => `299 - ${JSON.stringify(says)}`).join(', '));
		const strict = await review('selfsubjectaccessreviews', body, '?fieldValidation=Strict');
		const unfit = 'SelfSubjectAccessReview in version "v1" cannot be handled as a SelfSubjectAccessReview';
		expect([strict.status, strict.body.message]).toEqual([
			400,
			`${unfit}: strict decoding error: ${complaints.join(', ')}`,
		]);
		const odd = await review('selfsubjectaccessreviews', body, '?fieldValidation=Odd');
		expect(odd.status).toBe(422);
	});

	it('measures nodes', async () => {
		const {body} = await ground.ask('GET', '/apis/metrics.k8s.io/v1beta1/nodes');
		expect(body.kind).toBe('NodeMetricsList');
		expect(body.items.length).toBeGreaterThan(0);
		expect(body.items[0].usage).toMatchObject({cpu: expect.any(String), memory: expect.any(String)});
	});
}
