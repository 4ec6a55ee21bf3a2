/** Disruption budgets, and evictions that ask them. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {job} from './jobs.ts';
import {deployment, mergePatch, strategicMergePatch} from './objects.ts';

const tooMany = "Cannot evict pod as it would violate the pod's disruption budget.";

function budget(name: string, spec: Json): Json {
	const selector = {matchLabels: {app: name}};
	return {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name}, spec: {selector, ...spec}};
}

function lonePod(name: string, metadata: Json = {}, container: Json = {}): Json {
	const containers = [{name: 'app', image: 'registry.example.com/app:1', ...container}];
	return {metadata: {name, labels: {app: name}, ...metadata}, spec: {containers}};
}

export function checkDisruptions(ground: Ground): void {
	const condition = ({status}: Json) =>
		status?.conditions?.find(({type}: Json) => type === 'DisruptionAllowed');
	const protect = (name: string, spec: Json) => ground.make('poddisruptionbudgets', budget(name, spec));
	const observed = (name: string, isSo: (status: Json) => boolean) =>
		ground.eventually(
			'poddisruptionbudgets',
			`/${name}`,
			({metadata, status}) => status.observedGeneration === metadata.generation && isSo(status),
		);
	const start = async (name: string, replicas: number) => {
		await ground.make('deployments', deployment(name, {replicas}));
		await ground.eventually('deployments', `/${name}`, ({status}) => status?.availableReplicas === replicas);
		return podsOf(name);
	};
	const podsOf = async (app: string): Promise<Json[]> =>
		(await ground.read('pods', `?labelSelector=app%3D${app}`)).items;
	const evict = (name: string, query = '', body: Json = {}) =>
		ground.ask('POST', ground.path('pods', `/${name}/eviction${query}`), {
			body: {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name}, ...body},
		});
	const refuse = async (spec: Json) => {
		const path = ground.path('poddisruptionbudgets');
		const {status, body} = await ground.ask('POST', path, {body: budget('refused', spec)});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		return body.details.causes;
	};

	it('starts with a status of zeros and then counts', async () => {
		await start('counted', 3);
		const made = await protect('counted', {minAvailable: '50%'});
		expect(made.metadata.generation).toBe(1);
		expect(made.status).toEqual({
			disruptionsAllowed: 0,
			currentHealthy: 0,
			desiredHealthy: 0,
			expectedPods: 0,
		});
		const {status} = await observed('counted', ({disruptionsAllowed}) => disruptionsAllowed === 1);
		expect(status).toEqual({
			observedGeneration: 1,
			disruptionsAllowed: 1,
			currentHealthy: 3,
			desiredHealthy: 2,
			expectedPods: 3,
			conditions: [
				{
					type: 'DisruptionAllowed',
					status: 'True',
					observedGeneration: 1,
					lastTransitionTime: expect.any(String),
					reason: 'SufficientPods',
					message: '',
				},
			],
		});
	});

	it('refuses budgets that make no sense', async () => {
		expect(await refuse({minAvailable: 1, maxUnavailable: '50%'})).toEqual([
			{
				reason: 'FieldValueInvalid',
				message:
					'Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"refused"}},"MaxUnavailable":"50%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
				field: 'spec',
			},
		]);
		expect(await refuse({minAvailable: '150%', unhealthyPodEvictionPolicy: 'Never'})).toEqual([
			{
				reason: 'FieldValueInvalid',
				message: 'Invalid value: "150%": must not be greater than 100%',
				field: 'spec.minAvailable',
			},
			{
				reason: 'FieldValueNotSupported',
				message: 'Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
				field: 'spec.unhealthyPodEvictionPolicy',
			},
		]);
		const [half] = await refuse({maxUnavailable: 'half'});
		expect(half.message).toMatch(/^Invalid value: "half": a valid percent string must be/);
		const [negative] = await refuse({maxUnavailable: -1});
		expect(negative.message).toBe('Invalid value: -1: must be greater than or equal to 0');
	});

	it('is replaced only by who names its version', async () => {
		await protect('versioned', {minAvailable: 1});
		const path = ground.path('poddisruptionbudgets', '/versioned');
		const body = budget('versioned', {minAvailable: 2});
		const refused = await ground.ask('PUT', path, {body});
		expect([refused.status, refused.body.details.causes[0]]).toEqual([
			422,
			{
				reason: 'FieldValueInvalid',
				message: 'Invalid value: 0: must be specified for an update',
				field: 'metadata.resourceVersion',
			},
		]);
		const {metadata} = await observed('versioned', () => true);
		const {resourceVersion} = metadata;
		const named = {...body, metadata: {...body.metadata, resourceVersion}};
		const replaced = await ground.ask('PUT', path, {body: named});
		expect([replaced.status, replaced.body.metadata.generation]).toEqual([200, 2]);
	});

	it('stands against an eviction that would leave too few', async () => {
		const [pod] = await start('guarded', 2);
		await protect('guarded', {minAvailable: 2});
		const {status} = await observed('guarded', ({currentHealthy}) => currentHealthy === 2);
		expect(status).toMatchObject({disruptionsAllowed: 0, desiredHealthy: 2, expectedPods: 2});
		expect(condition({status})).toMatchObject({status: 'False', reason: 'InsufficientPods'});
		const says = 'The disruption budget guarded needs 2 healthy pods and has 2 currently';
		for (const query of ['', '?dryRun=All']) {
			expect((await evict(pod.metadata.name, query)).body).toEqual({
				kind: 'Status',
				apiVersion: 'v1',
				metadata: {},
				status: 'Failure',
				message: tooMany,
				reason: 'TooManyRequests',
				details: {causes: [{reason: 'DisruptionBudget', message: says}]},
				code: 429,
			});
		}
		expect((await ground.read('pods', `/${pod.metadata.name}`)).metadata.deletionTimestamp).toBeUndefined();
	});

	it('lets one go and waits until another is there', async () => {
		const [first, second] = await start('moved', 2);
		await protect('moved', {maxUnavailable: 1});
		await observed('moved', ({disruptionsAllowed}) => disruptionsAllowed === 1);
		const tried = await evict(first.metadata.name, '?dryRun=All');
		expect([tried.status, tried.body]).toEqual([
			201,
			{kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201},
		]);
		expect((await ground.read('poddisruptionbudgets', '/moved')).status.disruptionsAllowed).toBe(1);
		const watch = await ground.watch(ground.path('pods', '?watch=true&labelSelector=app%3Dmoved'));
		expect((await evict(first.metadata.name)).status).toBe(201);
		const at = await evict(second.metadata.name);
		expect([at.status, at.body.message]).toEqual([429, tooMany]);
		const {object} = await watch.until(
			({object}) => object.metadata.uid === first.metadata.uid && object.metadata.deletionTimestamp,
		);
		watch.close();
		const target = object.status.conditions.find(({type}: Json) => type === 'DisruptionTarget');
		expect(target).toMatchObject({
			status: 'True',
			reason: 'EvictionByEvictionAPI',
			message: 'Eviction API: evicting',
		});
		const {status} = await observed('moved', ({disruptionsAllowed}) => disruptionsAllowed === 1);
		expect(status).toMatchObject({currentHealthy: 2, desiredHealthy: 1, expectedPods: 2});
		expect(status.disruptedPods).toBeUndefined();
		expect((await evict(second.metadata.name)).status).toBe(201);
	});

	it('does not know what to do with two budgets over one pod', async () => {
		const [pod] = await start('contested', 2);
		for (const name of ['contested', 'contesting']) {
			await ground.make('poddisruptionbudgets', {
				...budget('contested', {minAvailable: 0}),
				metadata: {name},
			});
		}
		const {status, body} = await evict(pod.metadata.name);
		expect([status, body]).toEqual([
			500,
			{
				kind: 'Status',
				apiVersion: 'v1',
				metadata: {},
				status: 'Failure',
				message:
					'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
				code: 500,
			},
		]);
	});

	it('evicts pods that do not run yet freely', async () => {
		await protect('unstarted', {minAvailable: 1});
		await ground.make('pods', lonePod('unstarted', {labels: {app: 'unstarted', sim: 'pending'}}));
		await observed('unstarted', ({expectedPods}) => expectedPods === 1);
		expect((await evict('unstarted')).status).toBe(201);
	});

	it('treats pods that are not ready as its policy says', async () => {
		// Simulated nodes go by the annotation, the embedded ones by the probe.
		const annotations = {'pod-ready.stage.kwok.x-k8s.io/delay': '600s'};
		const readinessProbe = {tcpSocket: {port: 80}, initialDelaySeconds: 600};
		await ground.make('pods', lonePod('unready', {annotations}, {readinessProbe}));
		await ground.eventually('pods', '/unready', ({status}) => status?.phase === 'Running');
		await protect('unready', {minAvailable: 1});
		await observed('unready', ({expectedPods}) => expectedPods === 1);
		const refused = await evict('unready');
		expect([refused.status, refused.body.details.causes[0].message]).toEqual([
			429,
			'The disruption budget unready needs 1 healthy pods and has 0 currently',
		]);
		const spec = {unhealthyPodEvictionPolicy: 'AlwaysAllow'};
		const changed = await ground.patch('poddisruptionbudgets', '/unready', mergePatch, {spec});
		expect(changed.body.metadata.generation).toBe(2);
		expect((await evict('unready')).status).toBe(201);
	});

	it('counts pods without a controller only where it is told how many there should be', async () => {
		await ground.make('pods', lonePod('unmanaged'));
		await ground.eventually('pods', '/unmanaged', ({status}) => status?.phase === 'Running');
		const {metadata} = await protect('unmanaged', {maxUnavailable: 1});
		const {status} = await observed('unmanaged', ({currentHealthy}) => currentHealthy === 1);
		expect(status).toMatchObject({disruptionsAllowed: 0, desiredHealthy: 0, expectedPods: 0});
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		expect(items[0]).toMatchObject({
			type: 'Warning',
			reason: 'UnmanagedPods',
			message: expect.stringContaining(
				'(selector: &LabelSelector{MatchLabels:map[string]string{app: unmanaged,},MatchExpressions:[]LabelSelectorRequirement{},})',
			),
			source: {component: 'controllermanager'},
		});
		const refused = await evict('unmanaged');
		expect([refused.status, refused.body.details.causes[0].message]).toEqual([
			429,
			'The disruption budget unmanaged does not allow evicting pods currently',
		]);
	});

	it('allows nothing where nobody knows how many pods there should be', async () => {
		await ground.make('jobs', job('uncountable', {}, {}, '600s'));
		await ground.eventually('jobs', '/uncountable', ({status}) => status.ready === 1);
		const {metadata} = await protect('uncountable', {maxUnavailable: 1});
		const why = 'jobs.batch does not implement the scale subresource';
		const {status} = await ground.eventually('poddisruptionbudgets', '/uncountable', condition);
		expect(condition({status})).toMatchObject({status: 'False', reason: 'SyncFailed', message: why});
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		expect(items[0]).toMatchObject({
			type: 'Warning',
			reason: 'CalculateExpectedPodCountFailed',
			message: `Failed to calculate the number of expected pods: ${why}`,
		});
		const [pod] = await podsOf('uncountable');
		const refused = await evict(pod.metadata.name);
		expect([refused.status, refused.body.message]).toEqual([429, tooMany]);
	});

	it('exchanges a selector whole', async () => {
		await protect('reselected', {minAvailable: 1});
		const selector = {matchExpressions: [{key: 'app', operator: 'Exists'}]};
		const {body} = await ground.patch('poddisruptionbudgets', '/reselected', strategicMergePatch, {
			spec: {selector},
		});
		expect(body.spec).toEqual({minAvailable: 1, selector});
	});

	it('tells of a budget that protects nobody', async () => {
		const {metadata} = await protect('lonely', {minAvailable: 1});
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		expect(items[0]).toMatchObject({type: 'Normal', reason: 'NoPods', message: 'No matching pods found'});
	});

	it('reads evictions of both versions, and strictly if asked', async () => {
		const [pod] = await start('read', 1);
		const {name} = pod.metadata;
		const older = await evict(name, '?dryRun=All', {apiVersion: 'policy/v1beta1'});
		expect(older.status).toBe(201);
		const other = await evict(name, '', {apiVersion: 'v1', kind: 'Pod'});
		expect([other.status, other.body.message]).toEqual([
			400,
			'Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion',
		]);
		const strict = await evict(name, '?fieldValidation=Strict', {grace: 1});
		expect([strict.status, strict.body.message]).toEqual([
			400,
			'Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: unknown field "grace"',
		]);
		const dry = await evict(name, '', {deleteOptions: {dryRun: ['All']}});
		expect(dry.status).toBe(201);
		expect((await ground.read('pods', `/${name}`)).metadata.deletionTimestamp).toBeUndefined();
	});

	it('evicts nobody under another name, and nobody who is not there', async () => {
		const [pod] = await start('misnamed', 1);
		const other = await evict(pod.metadata.name, '', {metadata: {name: 'other'}});
		expect([other.status, other.body.message]).toEqual([
			400,
			'name in URL does not match name in Eviction object',
		]);
		const missing = await evict('missing');
		expect([missing.status, missing.body.message]).toEqual([404, 'pods "missing" not found']);
		const stale = await evict(pod.metadata.name, '', {deleteOptions: {preconditions: {uid: 'other'}}});
		expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict']);
	});
}
