import type {Json, RawApi} from './raw-api.ts';

/** Objects that the tests of the whole path act on, as small as a cluster takes them. */
export function deployment(
	name: string,
	{
		replicas = 2,
		images = {web: 'shop:1'},
		labels = {},
		readyAfter,
	}: {
		readonly replicas?: number;
		/** By the name of the container. */
		readonly images?: Readonly<Record<string, string>>;
		/** Of its pods, besides `app`, which is its name. */
		readonly labels?: Readonly<Record<string, string>>;
		/** How long its pods run before they are ready: `1s`. */
		readonly readyAfter?: string;
	} = {},
): Json {
	const annotations = readyAfter === undefined ? {} : {'pod-ready.stage.kwok.x-k8s.io/delay': readyAfter};
	const containers = Object.entries(images).map(([container, image]) => ({
		name: container,
		image,
		env: [{name: 'NOTE', value: 'a<b>&c'}],
	}));
	return {
		metadata: {name, labels: {team: 'shop'}, annotations: {'example.com/note': 'keep <me> & all'}},
		spec: {
			replicas,
			selector: {matchLabels: {app: name}},
			template: {metadata: {labels: {app: name, ...labels}, annotations}, spec: {containers}},
		},
	};
}

export function service(name: string, selector: Readonly<Record<string, string>>): Json {
	return {metadata: {name}, spec: {selector, ports: [{port: 80, targetPort: 8080}]}};
}

/** One rule for each set of weights; the rule's name is its key, or none where that is a digit. */
export function route(name: string, rules: Readonly<Record<string, Readonly<Record<string, number>>>>): Json {
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		kind: 'HTTPRoute',
		metadata: {name, annotations: {'example.com/note': 'keep <me> & all'}},
		spec: {
			parentRefs: [{name: 'public'}],
			hostnames: ['shop.example.com'],
			rules: Object.entries(rules).map(([rule, weights]) => ({
				...(/^\d$/.test(rule) ? {} : {name: rule}),
				matches: [{path: {type: 'PathPrefix', value: `/${rule}`}}],
				backendRefs: Object.entries(weights).map(([backend, weight]) => ({name: backend, port: 80, weight})),
			})),
		},
	};
}

export function autoscaler(name: string): Json {
	return {
		metadata: {name},
		spec: {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
			minReplicas: 2,
			maxReplicas: 6,
		},
	};
}

const collections = {
	deployments: '/apis/apps/v1',
	statefulsets: '/apis/apps/v1',
	replicasets: '/apis/apps/v1',
	services: '/api/v1',
	pods: '/api/v1',
	resourcequotas: '/api/v1',
	poddisruptionbudgets: '/apis/policy/v1',
	ingresses: '/apis/networking.k8s.io/v1',
	jobs: '/apis/batch/v1',
	horizontalpodautoscalers: '/apis/autoscaling/v2',
	httpproxies: '/apis/projectcontour.io/v1',
	httproutes: '/apis/gateway.networking.k8s.io/v1',
	// The version that Argo Rollouts is told to write.
	trafficsplits: '/apis/split.smi-spec.io/v1alpha3',
	virtualservices: '/apis/networking.istio.io/v1',
	rollouts: '/apis/argoproj.io/v1alpha1',
	analysistemplates: '/apis/argoproj.io/v1alpha1',
	analysisruns: '/apis/argoproj.io/v1alpha1',
	canaries: '/apis/flagger.app/v1beta1',
	traefikservices: '/apis/traefik.io/v1alpha1',
	ingressroutes: '/apis/traefik.io/v1alpha1',
} as const;

export type Plural = keyof typeof collections;

/** A namespace and what is in it, read and written past the program under test. */
export class Ground {
	readonly namespace: string;
	readonly #api: RawApi;

	constructor(api: RawApi, namespace: string) {
		this.#api = api;
		this.namespace = namespace;
	}

	path(plural: Plural, name?: string): string {
		const collection = `${collections[plural]}/namespaces/${this.namespace}/${plural}`;
		return name === undefined ? collection : `${collection}/${name}`;
	}

	async add(plural: Plural, object: Json): Promise<Json> {
		const {status, body} = await this.#api.create(this.path(plural), object);
		if (status !== 201) throw new Error(`${plural} were not created: ${JSON.stringify(body)}`);
		return body;
	}

	async get(plural: Plural, name: string): Promise<Json> {
		const {status, body} = await this.#api.get(this.path(plural, name));
		if (status !== 200) throw new Error(`${plural} ${name}: ${JSON.stringify(body)}`);
		return body;
	}

	/** All of a kind, as the API server lists them. */
	async list(plural: Plural): Promise<Json> {
		return (await this.#api.get(this.path(plural))).body;
	}

	async has(plural: Plural, name: string): Promise<boolean> {
		return (await this.#api.get(this.path(plural, name))).status === 200;
	}

	async patch(plural: Plural, name: string, patch: Json): Promise<void> {
		const {status, body} = await this.#api.patch(this.path(plural, name), patch);
		if (status !== 200) throw new Error(`${plural} ${name}: ${JSON.stringify(body)}`);
	}

	/** Merges into the status, through its subresource, as controllers and their command lines do. */
	async patchStatus(plural: Plural, name: string, status: Json): Promise<void> {
		const answer = await this.#api.patch(`${this.path(plural, name)}/status`, {status}, 'merge-patch');
		if (answer.status !== 200) throw new Error(`${plural} ${name}: ${JSON.stringify(answer.body)}`);
	}

	async remove(plural: Plural, name: string): Promise<void> {
		await this.#api.delete(`${this.path(plural, name)}?propagationPolicy=Background`);
	}

	until(plural: Plural, name: string, isSo: (object: Json) => boolean): Promise<Json> {
		return this.#api.until(this.path(plural, name), isSo);
	}

	/** Adds a Deployment and waits until no controller has anything left to write on it. */
	async addDeployment(...described: Parameters<typeof deployment>): Promise<Json> {
		const {metadata} = await this.add('deployments', deployment(...described));
		return this.settled(metadata.name);
	}

	settled(name: string): Promise<Json> {
		return this.until('deployments', name, isSettled);
	}

	/** Backends with a Service and a Deployment each, so that there are pods behind every share. */
	async addBackends(backends: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
		await Promise.all(
			Object.entries(backends).map(async ([name, labels]) => {
				await this.add('services', service(name, {app: name}));
				await this.addDeployment(name, {replicas: 1, labels});
			}),
		);
	}

	/** Every state the object went through after the one given. */
	history(plural: Plural, since: Json): Promise<Json[]> {
		return this.#api.history(this.path(plural, since.metadata.name), since);
	}
}

/** Rolled out whole, and its controller has said so. */
function isSettled({metadata, spec, status}: Json): boolean {
	const {updatedReplicas = 0, availableReplicas = 0, replicas = 0} = status;
	return (
		status.observedGeneration === metadata.generation &&
		[updatedReplicas, availableReplicas, replicas].every(count => count === spec.replicas) &&
		(spec.replicas === 0 || status.conditions?.some(({reason}: Json) => reason === 'NewReplicaSetAvailable'))
	);
}

/** What a person or a program asked for: all but what servers and controllers keep on the object for themselves. */
export function asked({metadata, spec, apiVersion, kind}: Json): Json {
	const {managedFields: _fields, resourceVersion: _version, generation: _generation, ...kept} = metadata;
	const {'deployment.kubernetes.io/revision': _revision, ...annotations} = kept.annotations ?? {};
	return {apiVersion, kind, metadata: {...kept, annotations}, spec};
}

/** The same object with other values at these JSON Pointers; their parents must be there. */
export function changed(object: Json, values: Readonly<Record<string, Json>>): Json {
	const copy = structuredClone(object);
	for (const [pointer, value] of Object.entries(values)) {
		const members = pointer
			.slice(1)
			.split('/')
			.map(member => member.replaceAll('~1', '/').replaceAll('~0', '~'));
		const last = members.pop()!;
		const parent = members.reduce((at, member) => at[member], copy);
		parent[last] = value;
	}
	return copy;
}

/** The fields a manager is on record for, as their paths: `spec.replicas`. */
export function fieldsOf(manager: string, {metadata}: Json): string[] {
	return metadata.managedFields
		.filter((entry: Json) => entry.manager === manager)
		.flatMap(({fieldsV1}: Json) => leaves(fieldsV1, []));
}

function leaves(fields: Json, path: readonly string[]): string[] {
	const members = Object.keys(fields).filter(member => member !== '.');
	if (members.length === 0) return [path.join('.')];
	return members.flatMap(member => leaves(fields[member], [...path, member.replace(/^[fkv]:/, '')]));
}
