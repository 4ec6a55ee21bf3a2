/** Pods one by one: scheduling, logs, eviction and the namespace around them. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, mergePatch} from './objects.ts';

const stamped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d) ./;

export function checkPods(ground: Ground): void {
	const pod = (name: string, spec: Json = {}): Json => ({
		metadata: {name, labels: {app: name}},
		spec: {containers: [{name: 'app', image: 'registry.example.com/app:1'}], ...spec},
	});
	const condition = ({status}: Json, type: string) =>
		status?.conditions?.find((found: Json) => found.type === type);
	const isReady = (read: Json) => condition(read, 'Ready')?.status === 'True';
	const running = async (name: string, spec?: Json) => {
		await ground.make('pods', pod(name, spec));
		return ground.eventually('pods', `/${name}`, isReady);
	};

	it('fills in, schedules and runs a pod', async () => {
		const made = await ground.make('pods', pod('plain'));
		expect(made.spec).toMatchObject({
			serviceAccountName: 'default',
			enableServiceLinks: true,
			preemptionPolicy: 'PreemptLowerPriority',
			priority: 0,
			tolerations: [
				{
					effect: 'NoExecute',
					key: 'node.kubernetes.io/not-ready',
					operator: 'Exists',
					tolerationSeconds: 300,
				},
				{
					effect: 'NoExecute',
					key: 'node.kubernetes.io/unreachable',
					operator: 'Exists',
					tolerationSeconds: 300,
				},
			],
		});
		expect(made.status).toMatchObject({phase: 'Pending', qosClass: 'BestEffort'});
		const {spec, status, metadata} = await ground.eventually('pods', '/plain', isReady);
		expect([status.phase, metadata.generation]).toEqual(['Running', 1]);
		expect(condition({status}, 'PodScheduled').status).toBe('True');
		expect(status.startTime).toBeTruthy();
		expect(status.podIPs).toEqual([{ip: status.podIP}]);
		expect((await ground.ask('GET', `/api/v1/nodes/${spec.nodeName}`)).status).toBe(200);
	});

	it('refuses a pod whose service account is missing', async () => {
		const ask = (spec: Json, metadata: Json = {name: 'nobody'}) =>
			ground.ask('POST', ground.path('pods', '?dryRun=All'), {body: {...pod('nobody', spec), metadata}});
		const why = (name: string) =>
			`pods "${name}" is forbidden: error looking up service account ${ground.namespace}/absent: serviceaccount "absent" not found`;
		const refused = await ask({serviceAccountName: 'absent', restartPolicy: 'Sometimes'});
		expect([refused.status, refused.body.reason, refused.body.message]).toEqual([
			403,
			'Forbidden',
			why('nobody'),
		]);
		expect(refused.body.details).toEqual({name: 'nobody', kind: 'pods'});
		const generated = await ask({serviceAccount: 'absent'}, {generateName: 'nobody-'});
		expect(generated.body.message).toBe(why('nobody-'));
		await ground.make('serviceaccounts', {metadata: {name: 'present'}});
		const made = await ground.make('pods', pod('somebody', {serviceAccount: 'present'}), '?dryRun=All');
		expect([made.spec.serviceAccountName, made.spec.serviceAccount]).toEqual(['present', 'present']);
	});

	it('gives a mirror of what a node runs by itself no service account', async () => {
		const annotations = {'kubernetes.io/config.mirror': 'here'};
		const ask = (spec: Json) =>
			ground.ask('POST', ground.path('pods', '?dryRun=All'), {
				body: {...pod('mirror', {nodeName: 'nowhere', ...spec}), metadata: {name: 'mirror', annotations}},
			});
		expect((await ask({})).body.spec.serviceAccountName).toBeUndefined();
		const {status, body} = await ask({serviceAccountName: 'default'});
		const message = 'pods "mirror" is forbidden: a mirror pod may not reference service accounts';
		expect([status, body.message]).toEqual([403, message]);
	});

	it('makes the default service account again', async () => {
		const path = ground.path('serviceaccounts', '/default');
		const isThere = async () => (await ground.ask('GET', path)).body.metadata?.uid;
		await expect.poll(isThere, {timeout: 40_000}).toBeTruthy();
		const before = await isThere();
		await ground.ask('DELETE', path);
		await expect.poll(async () => (await isThere()) ?? before, {timeout: 40_000}).not.toBe(before);
	});

	it('grades pods by what they ask for', async () => {
		const grade = async (name: string, resources: Json) => {
			const containers = [{name: 'app', image: 'app:1', resources}];
			const made = await ground.make('pods', pod(name, {containers}), '?dryRun=All');
			return [made.status.qosClass, made.spec.containers[0].resources.requests];
		};
		const limits = {cpu: '1', memory: '1Gi'};
		expect(await grade('guaranteed', {limits})).toEqual(['Guaranteed', limits]);
		expect(await grade('burstable', {requests: {cpu: '10m'}})).toEqual(['Burstable', {cpu: '10m'}]);
	});

	it('says why a pod finds no node', async () => {
		await ground.make('pods', pod('homeless', {nodeSelector: {'example.com/nowhere': 'true'}}));
		const found = await ground.eventually('pods', '/homeless', read => condition(read, 'PodScheduled'));
		const {items} = (await ground.ask('GET', '/api/v1/nodes')).body;
		const {status, reason, message} = condition(found, 'PodScheduled');
		expect([status, reason, found.status.phase]).toEqual(['False', 'Unschedulable', 'Pending']);
		expect(message).toMatch(new RegExp(`^0/${items.length} nodes are available: `));
		expect(message).toContain("node(s) didn't match Pod's node affinity/selector");
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${found.metadata.uid}`)}`;
		const events = await ground.eventually('events', about, read => read.items.length > 0);
		expect(events.items[0]).toMatchObject({
			type: 'Warning',
			reason: 'FailedScheduling',
			reportingComponent: 'default-scheduler',
		});
		// Events of the scheduler are of the newer kind: one exact time, no count.
		expect([events.items[0].count, events.items[0].firstTimestamp]).toEqual([undefined, null]);
		expect(events.items[0].eventTime).toMatch(/\.\d{6}Z$/);
	});

	it('refuses containers and probes that cannot be', async () => {
		const image = 'registry.example.com/app:1';
		const negative = {
			initialDelaySeconds: -2,
			timeoutSeconds: -3,
			periodSeconds: -1,
			successThreshold: -5,
			failureThreshold: -4,
		};
		const exec = {command: ['true']};
		const probes = {readinessProbe: negative, livenessProbe: {exec, successThreshold: 2}};
		const spec = {
			initContainers: [null, {name: 'app', image}, {name: 'first', image, readinessProbe: {exec}}],
			containers: [{name: 'app', image, ...probes}],
		};
		const answer = await ground.ask('POST', ground.path('pods'), {body: pod('impossible', spec)});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		const least = 'must be greater than or equal to 0';
		const causes: Json[] = answer.body.details.causes;
		expect(causes.map(({field, message}) => `${field}: ${message}`).sort()).toEqual([
			'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
			`spec.containers[0].readinessProbe.failureThreshold: Invalid value: -4: ${least}`,
			`spec.containers[0].readinessProbe.initialDelaySeconds: Invalid value: -2: ${least}`,
			`spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: ${least}`,
			`spec.containers[0].readinessProbe.successThreshold: Invalid value: -5: ${least}`,
			`spec.containers[0].readinessProbe.timeoutSeconds: Invalid value: -3: ${least}`,
			'spec.containers[0].readinessProbe: Required value: must specify a handler type',
			'spec.initContainers[0].image: Required value',
			'spec.initContainers[0].name: Required value',
			'spec.initContainers[1].name: Duplicate value: "app"',
			'spec.initContainers[2].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
		]);
	});

	it('keeps what a pod is made of', async () => {
		await ground.make('pods', pod('fixed', {schedulerName: 'nobody'}));
		const image = await ground.patch('pods', '/fixed', 'application/strategic-merge-patch+json', {
			spec: {containers: [{name: 'app', image: 'registry.example.com/app:2'}]},
		});
		expect([image.status, image.body.metadata.generation]).toEqual([200, 2]);
		const policy = await ground.patch('pods', '/fixed', mergePatch, {spec: {restartPolicy: 'Never'}});
		expect([policy.status, policy.body.details.causes[0].reason]).toEqual([422, 'FieldValueForbidden']);
	});

	it('shows the end of a log, with times, and follows it', async () => {
		await running('logged');
		const log = (query: string) => ground.ask('GET', ground.path('pods', `/logged/log?${query}`));
		await expect
			.poll(async () => (await log('')).text.split('\n').length, {timeout: 40_000})
			.toBeGreaterThan(3);
		const tail = await log('tailLines=2&timestamps=true');
		expect([tail.status, tail.headers['content-type']]).toEqual([200, 'text/plain']);
		const lines = tail.text.trimEnd().split('\n');
		expect(lines).toHaveLength(2);
		for (const line of lines) expect(line).toMatch(stamped);
		expect((await log('tailLines=0')).text).toBe('');
		const followed = await ground.follow(ground.path('pods', '/logged/log?follow=true&tailLines=1'));
		await expect.poll(() => followed.text().split('\n').length, {timeout: 40_000}).toBeGreaterThan(3);
		followed.close();
	});

	it('says why there is no log', async () => {
		await running('unlogged', {
			containers: [
				{name: 'first', image: 'registry.example.com/app:1'},
				{name: 'second', image: 'registry.example.com/app:1'},
			],
		});
		const why = async (query: string) => {
			const {status, body} = await ground.ask('GET', ground.path('pods', `/unlogged/log?${query}`));
			return [status, body.reason, body.message];
		};
		expect(await why('')).toEqual([
			400,
			'BadRequest',
			'a container name must be specified for pod unlogged, choose one of: [first second]',
		]);
		expect(await why('container=third')).toEqual([
			400,
			'BadRequest',
			'container third is not valid for pod unlogged',
		]);
		expect((await why('container=first&tailLines=-1'))[0]).toBe(422);
		expect((await why('container=first&tailLines=many'))[0]).toBe(400);
	});

	it('evicts', async () => {
		const {metadata} = await running('evicted');
		const body = {
			apiVersion: 'policy/v1',
			kind: 'Eviction',
			metadata: {name: 'evicted', namespace: ground.namespace},
		};
		const path = ground.path('pods', '/evicted/eviction');
		expect((await ground.ask('POST', `${path}?dryRun=All`, {body})).status).toBe(201);
		expect((await ground.read('pods', '/evicted')).metadata.uid).toBe(metadata.uid);
		const answer = await ground.ask('POST', path, {body});
		expect(answer.body).toMatchObject({kind: 'Status', status: 'Success', code: 201});
		await ground.eventually('pods', '?labelSelector=app%3Devicted', ({items}) => items.length === 0);
	});

	it('gives a namespace what it needs and takes everything with it', async () => {
		const name = `${ground.namespace}-inner`;
		const path = `/api/v1/namespaces/${name}`;
		const made = await ground.ask('POST', '/api/v1/namespaces', {body: {metadata: {name}}});
		expect(made.body).toMatchObject({
			metadata: {labels: {'kubernetes.io/metadata.name': name}},
			spec: {finalizers: ['kubernetes']},
			status: {phase: 'Active'},
		});
		await expect
			.poll(async () => (await ground.ask('GET', `${path}/serviceaccounts/default`)).status, {
				timeout: 40_000,
			})
			.toBe(200);
		await ground.ask('POST', `${path}/configmaps`, {body: configMap('inner')});
		const held = configMap('held');
		held.metadata.finalizers = ['example.com/wait'];
		await ground.ask('POST', `${path}/configmaps`, {body: held});
		const dying = await ground.ask('DELETE', path);
		expect([dying.status, dying.body.status.phase]).toEqual([200, 'Terminating']);
		const late = await ground.ask('POST', `${path}/configmaps`, {body: configMap('late')});
		expect([late.status, late.body.reason, late.body.details.causes[0].reason]).toEqual([
			403,
			'Forbidden',
			'NamespaceTerminating',
		]);
		await expect
			.poll(async () => (await ground.ask('GET', `${path}/configmaps/inner`)).status, {timeout: 40_000})
			.toBe(404);
		expect((await ground.ask('GET', path)).body.status.phase).toBe('Terminating');
		await ground.ask('PATCH', `${path}/configmaps/held`, {
			type: mergePatch,
			body: {metadata: {finalizers: null}},
		});
		await expect.poll(async () => (await ground.ask('GET', path)).status, {timeout: 40_000}).toBe(404);
	});

	it.each(['default', 'kube-system', 'kube-public'])('keeps the namespace %s', async name => {
		const {status, body} = await ground.ask('DELETE', `/api/v1/namespaces/${name}?dryRun=All`);
		const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
		expect([status, body.reason, body.message]).toEqual([403, 'Forbidden', message]);
	});

	it('does not delete all namespaces at once', async () => {
		const {status} = await ground.ask('DELETE', '/api/v1/namespaces?labelSelector=is-nowhere&dryRun=All');
		expect(status).toBe(405);
		const {body} = await ground.ask('GET', '/api/v1');
		const {verbs} = body.resources.find((each: Json) => each.name === 'namespaces');
		expect(verbs).not.toContain('deletecollection');
	});
}
