import {afterAll, beforeAll, describe, expect, inject, it} from 'vitest';
import {startControlPlane} from './control-plane.ts';
import {type Answer, type Json, RawApi} from './raw-api.ts';

// What a split depends on in the definitions that no Go module of their project
// has, and that were therefore written by hand: bounds, defaults, subresources.

const {admin, viewer, nsEditor} = inject('kubeconfigs');
const api = new RawApi(admin);
let namespace: string;

beforeAll(async () => {
	namespace = await api.createNamespace('resources');
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
});

/** A kind with its version: `Route route.openshift.io/v1`. */
type Resource = `${string} ${string}/${string}`;

function collection(resource: Resource): string {
	const [kind, apiVersion] = resource.split(' ');
	return `/apis/${apiVersion}/namespaces/${namespace}/${kind!.toLowerCase()}s`;
}

/** Has the server store an object, and refuse any field that it would drop. */
function store(resource: Resource, fields: Json, query = ''): Promise<Answer> {
	const [kind, apiVersion] = resource.split(' ');
	const object = {apiVersion, kind, metadata: {generateName: 'any-'}, ...fields};
	return api.create(`${collection(resource)}?fieldValidation=Strict${query}`, object);
}

/** Has the server say what it would store. */
function rehearse(resource: Resource, fields: Json): Promise<Answer> {
	return store(resource, fields, '&dryRun=All');
}

/** The fields whose values the server refuses, as it names them. */
async function refused(resource: Resource, fields: Json): Promise<string[]> {
	const {status, body} = await rehearse(resource, fields);
	return status === 422 ? body.details.causes.map(({field}: Json) => field) : [`none: ${status}`];
}

it('every definition is served, and the roles view and edit reach its group', async () => {
	const {body} = await api.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
	// Another test defines kinds of its own meanwhile.
	const items = body.items.filter(({spec}: Json) => !/^any-.*\.example\.com$/.test(spec.group));
	const established = items.filter(({status}: Json) =>
		status.conditions.some(
			(condition: Json) => condition.type === 'Established' && condition.status === 'True',
		),
	);
	expect(established).toHaveLength(items.length);
	const groups = [...new Set<string>(items.map(({spec}: Json) => spec.group))];
	for (const group of ['route.openshift.io', 'policy.linkerd.io', 'k8s.nginx.org', 'rollouts.kruise.io']) {
		expect(groups).toContain(group);
	}
	const kubeconfigs = {view: viewer!, edit: nsEditor!};
	for (const [role, verb] of [
		['view', 'list'],
		['edit', 'patch'],
	] as const) {
		const person = new RawApi(kubeconfigs[role]);
		const rules = await person.create('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
			spec: {namespace: 'default'},
		});
		const reached = rules.body.status.resourceRules
			.filter(({verbs, resources}: Json) => verbs.includes(verb) && resources.includes('*'))
			.flatMap(({apiGroups}: Json) => apiGroups);
		expect(reached).toEqual(expect.arrayContaining(groups));
		person.close();
	}
});

it('smi serves every version that a controller may ask for', async () => {
	const {body} = await api.get('/apis/split.smi-spec.io');
	expect(body.versions.map(({version}: Json) => version).sort()).toEqual([
		'v1alpha1',
		'v1alpha2',
		'v1alpha3',
		'v1alpha4',
	]);
});

describe('OpenShift', () => {
	const routes = 'Route route.openshift.io/v1';

	it('weighs 100 unless told, and takes no weight beyond 256 nor a fourth alternate', async () => {
		const {body} = await rehearse(routes, {
			spec: {to: {name: 'a'}, alternateBackends: [{name: 'b', weight: 0}]},
		});
		expect(body.spec.to).toEqual({kind: 'Service', name: 'a', weight: 100});
		expect(body.spec.alternateBackends).toEqual([{kind: 'Service', name: 'b', weight: 0}]);
		const alternateBackends = ['b', 'c', 'd', 'e'].map(name => ({name}));
		expect(await refused(routes, {spec: {to: {name: 'a', weight: 257}}})).toEqual(['spec.to.weight']);
		expect(await refused(routes, {spec: {to: {name: 'a'}, alternateBackends}})).toEqual([
			'spec.alternateBackends',
		]);
	});
});

describe('Linkerd', () => {
	it('weighs 1 unless told, and reads in both versions the same', async () => {
		const parentRefs = [{group: 'core', kind: 'Service', name: 'books', port: 80}];
		const backendRefs = [
			{name: 'a', port: 80, weight: 90},
			{name: 'b', port: 80},
		];
		const {body} = await store('HTTPRoute policy.linkerd.io/v1beta3', {
			spec: {parentRefs, rules: [{backendRefs}]},
		});
		expect(body.spec.rules[0].backendRefs[1]).toEqual({
			group: '',
			kind: 'Service',
			name: 'b',
			port: 80,
			weight: 1,
		});
		const older = await api.get(`${collection('HTTPRoute policy.linkerd.io/v1beta2')}/${body.metadata.name}`);
		expect(older.body.spec).toEqual(body.spec);
	});
});

describe('KServe', () => {
	const services = 'InferenceService serving.kserve.io/v1beta1';
	const model = {modelFormat: {name: 'sklearn'}, storageUri: 's3://models/fraud'};

	it('takes the percentage of Knative mode without a bound', async () => {
		const spec = {predictor: {canaryTrafficPercent: 101, model}};
		expect((await rehearse(services, {spec})).body.spec).toEqual(spec);
	});

	it('takes canaries with a percentage of up to 100 and a name on their model', async () => {
		const predictor = {name: 'v2', minReplicas: 1, model: {name: 'main', ...model}};
		const canaries = (...canary: Json[]) => ({spec: {predictor: {model}, canary}});
		const spec = (await rehearse(services, canaries({trafficPercent: 10, predictor}))).body.spec;
		expect(spec.canary).toEqual([{trafficPercent: 10, predictor}]);
		expect(await refused(services, canaries({trafficPercent: 101, predictor}))).toEqual([
			'spec.canary[0].trafficPercent',
		]);
		expect(await refused(services, canaries({predictor: {name: 'v2', model}}))).toEqual([
			'spec.canary[0].predictor.model.name',
			'spec.canary[0].trafficPercent',
		]);
	});
});

describe('those whose controllers judge what is stored', () => {
	const splits = [
		{weight: 130, action: {pass: 'a'}},
		{weight: -30, action: {pass: 'b'}},
	];

	it.each<[Resource, Json]>([
		['VirtualServer k8s.nginx.org/v1', {host: 'x', routes: [{path: '/', splits, matches: [{splits}]}]}],
		[
			'VirtualServerRoute k8s.nginx.org/v1',
			{host: 'x', subroutes: [{path: '/', splits, matches: [{splits}]}]},
		],
		[
			'SeldonDeployment machinelearning.seldon.io/v1',
			{predictors: [{name: 'a', traffic: 130, replicas: 2, graph: {name: 'clf', modelUri: 's3://fraud'}}]},
		],
		['Experiment mlops.seldon.io/v1alpha1', {default: 'a', candidates: [{name: 'a', weight: -30}]}],
	])('%s takes any weight', async (resource, spec) => {
		const {status, body} = await rehearse(resource, {spec});
		expect({status, spec: body.spec}).toEqual({status: 201, spec});
	});

	it('a SeldonDeployment has replicas of its own to scale', async () => {
		const deployment = 'SeldonDeployment machinelearning.seldon.io/v1';
		const spec = {replicas: 2, predictors: [{name: 'a', graph: {name: 'clf'}}]};
		const {body} = await store(deployment, {spec});
		expect((await api.get(`${collection(deployment)}/${body.metadata.name}/scale`)).body.spec).toEqual({
			replicas: 2,
		});
	});
});

describe("Kruise's Rollout", () => {
	it('is approved through its status alone', async () => {
		const rollout = 'Rollout rollouts.kruise.io/v1beta1';
		const steps = [
			{traffic: '20%', pause: {}},
			{traffic: '50%', replicas: 5, pause: {duration: 60}},
		];
		const trafficRoutings = [{service: 'shop', gateway: {httpRouteName: 'shop'}}];
		const workloadRef = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop'};
		const {body} = await store(rollout, {
			spec: {workloadRef, strategy: {canary: {steps, trafficRoutings}}},
		});
		const object = `${collection(rollout)}/${body.metadata.name}`;
		const canaryStatus = {
			currentStepIndex: 1,
			nextStepIndex: 2,
			currentStepState: 'StepPaused',
			finalisingStep: '',
			podTemplateHash: 'x',
			canaryRevision: 'x',
			canaryReplicas: 1,
			canaryReadyReplicas: 1,
		};
		const status = {phase: 'Progressing', currentStepIndex: 1, currentStepState: 'StepPaused', canaryStatus};
		await api.patch(`${object}/status`, {status}, 'merge-patch');
		const approval = {status: {canaryStatus: {currentStepState: 'StepReady'}}};
		expect((await api.patch(object, approval, 'merge-patch')).body.status).toEqual(status);
		expect((await api.patch(`${object}/status`, approval, 'merge-patch')).body.status.canaryStatus).toEqual({
			...canaryStatus,
			currentStepState: 'StepReady',
		});
	});
});

describe('owners', () => {
	it("Flux's Kustomization needs an interval and a source, and begins as not observed", async () => {
		const kustomizations = 'Kustomization kustomize.toolkit.fluxcd.io/v1';
		const spec = {
			interval: '10m',
			prune: true,
			suspend: true,
			sourceRef: {kind: 'GitRepository', name: 'shop'},
		};
		const {status, body} = await rehearse(kustomizations, {spec});
		expect({status, says: body.status}).toEqual({status: 201, says: {observedGeneration: -1}});
		expect(await refused(kustomizations, {spec: {...spec, interval: 'soon'}})).toEqual(['spec.interval']);
	});

	it("Flux's HelmRelease has one chart, and detects drift as told", async () => {
		const releases = 'HelmRelease helm.toolkit.fluxcd.io/v2';
		const chart = {spec: {chart: 'shop', sourceRef: {kind: 'HelmRepository', name: 'shop'}}};
		const spec = {interval: '10m', chart, driftDetection: {mode: 'enabled', ignore: [{paths: ['/spec']}]}};
		expect((await rehearse(releases, {spec})).status).toBe(201);
		expect(await refused(releases, {spec: {...spec, driftDetection: {mode: 'on'}}})).toContain(
			'spec.driftDetection.mode',
		);
		const {body} = await rehearse(releases, {spec: {interval: '10m'}});
		expect(body.message).toContain('either chart or chartRef must be set');
	});

	it("the status of Argo CD's Application is no subresource", async () => {
		const application = 'Application argoproj.io/v1alpha1';
		const automated = {prune: true, selfHeal: true, enabled: true};
		const kept = {
			group: 'apps',
			version: 'v1',
			kind: 'Deployment',
			namespace,
			name: 'shop',
			status: 'Synced',
		};
		const {status, body} = await store(application, {
			spec: {project: 'default', destination: {namespace, name: 'in-cluster'}, syncPolicy: {automated}},
			status: {resources: [kept]},
			operation: {sync: {revision: 'main'}},
		});
		expect({status, resources: body.status?.resources}).toEqual({status: 201, resources: [kept]});
		expect((await api.get(`${collection(application)}/${body.metadata.name}/status`)).status).toBe(404);
	});
});

describe('other forms of TrafficSplit', () => {
	const spec = (weight: unknown) => ({service: 'books', backends: [{service: 'a', weight}]});

	it.each([
		{set: 'linkerd-smi', served: ['v1alpha1', 'v1alpha2'], version: 'v1alpha1', weight: '500m'},
		{set: 'argo-rollouts-smi', served: ['v1alpha4'], version: 'v1alpha4', weight: 90},
	])('$set serves $served', async ({set, served, version, weight}) => {
		const plane = await startControlPlane({nodes: 1, crds: set});
		const own = new RawApi(plane.kubeconfig);
		try {
			const {body} = await own.get('/apis/split.smi-spec.io');
			expect(body.versions.map((each: Json) => each.version).sort()).toEqual(served);
			const path = (each: string) => `/apis/split.smi-spec.io/${each}/namespaces/default/trafficsplits`;
			await own.create(path(version), {
				apiVersion: `split.smi-spec.io/${version}`,
				kind: 'TrafficSplit',
				metadata: {name: 'books'},
				spec: spec(weight),
			});
			for (const each of served) {
				expect((await own.get(`${path(each)}/books`)).body.spec).toEqual(spec(weight));
			}
		} finally {
			own.close();
			await plane.stop();
		}
	});
});
