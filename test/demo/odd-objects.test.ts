/** Whatever is made of any kind and goes on existing, the embedded cluster lives on with it, at high speed. */
import {expect, it, onTestFinished} from 'vitest';
import {createLuck, type Luck} from '../../source/demo/luck.ts';
import {startDemo} from '../../source/demo/start.ts';
import {type Connection, connect, type Json} from '../conformance/connection.ts';
import {jsonPatch, mergePatch} from '../conformance/objects.ts';

const template = {
	metadata: {labels: {app: 'odd'}},
	spec: {
		containers: [
			{
				name: 'app',
				image: 'registry.example.com/app:1',
				ports: [{containerPort: 8080, name: 'http'}],
				env: [{name: 'A', value: 'a'}],
				resources: {requests: {cpu: '100m', memory: '16Mi'}, limits: {memory: '32Mi'}},
				readinessProbe: {httpGet: {path: '/ready', port: 8080}, periodSeconds: 5},
			},
		],
		nodeSelector: {'kubernetes.io/os': 'linux'},
		tolerations: [{key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5}],
		terminationGracePeriodSeconds: 5,
	},
};
const selector = {matchLabels: {app: 'odd'}};
const once = {...template, spec: {...template.spec, restartPolicy: 'Never'}};
const rollingUpdate = {maxSurge: '25%', maxUnavailable: 1};

/** What is told of a kind beside its name, so that there is something to be odd in. */
const told: Readonly<Record<string, Json>> = {
	configmaps: {data: {a: '1'}},
	pods: {metadata: template.metadata, spec: template.spec},
	services: {spec: {selector: {app: 'odd'}, ports: [{name: 'http', port: 80, targetPort: 'http'}]}},
	nodes: {spec: {podCIDR: '10.1.0.0/24', taints: [{key: 'a', effect: 'NoSchedule'}]}},
	deployments: {spec: {replicas: 2, selector, template, strategy: {type: 'RollingUpdate', rollingUpdate}}},
	replicasets: {spec: {replicas: 2, selector, template}},
	statefulsets: {spec: {replicas: 2, selector, template, serviceName: 'odd'}},
	daemonsets: {spec: {selector, template}},
	controllerrevisions: {revision: 1, data: {a: 1}},
	jobs: {spec: {completions: 2, parallelism: 1, backoffLimit: 2, template: once}},
	cronjobs: {spec: {schedule: '* * * * *', jobTemplate: {spec: {template: once}}}},
	horizontalpodautoscalers: {
		spec: {
			minReplicas: 1,
			maxReplicas: 3,
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'odd'},
			metrics: [
				{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 50}}},
			],
		},
	},
	poddisruptionbudgets: {spec: {minAvailable: 1, selector}},
	priorityclasses: {value: 5, description: 'odd'},
	leases: {spec: {holderIdentity: 'odd', leaseDurationSeconds: 5}},
	endpointslices: {
		addressType: 'IPv4',
		metadata: {labels: {'kubernetes.io/service-name': 'odd'}},
		endpoints: [{addresses: ['10.1.2.3'], conditions: {ready: true}, targetRef: {kind: 'Pod', name: 'odd'}}],
		ports: [{name: 'http', port: 8080, protocol: 'TCP'}],
	},
	httproutes: {
		spec: {
			parentRefs: [{name: 'odd'}],
			rules: [
				{
					matches: [{path: {type: 'PathPrefix', value: '/'}}],
					backendRefs: [{name: 'odd', port: 80, weight: 1}],
				},
			],
		},
	},
	events: {reason: 'Odd', message: 'odd', type: 'Normal', involvedObject: {kind: 'Pod', name: 'odd'}},
};

const oddities: readonly unknown[] = [
	null,
	[],
	{},
	'',
	'text',
	'0',
	-1,
	0,
	1.5,
	1e15,
	true,
	[null],
	[{}],
	{a: null},
];

type Resource = {readonly path: string; readonly name: string; readonly body: Json};

/** All that can be made, where it is made, with a body that says as much as is told of it. */
async function resourcesOf({ask}: Connection): Promise<Resource[]> {
	const {groups} = (await ask('GET', '/apis')).body;
	const bases: string[] = [
		'/api/v1',
		...groups.map((each: Json) => `/apis/${each.preferredVersion.groupVersion}`),
	];
	const lists = await Promise.all(bases.map(async base => (await ask('GET', base)).body.resources));
	return lists.flatMap((list: Json[], i) =>
		list
			.filter(({name, verbs}) => !name.includes('/') && verbs.includes('patch') && verbs.includes('create'))
			.map(({name, namespaced}) => ({
				name,
				path: `${bases[i]}/${namespaced ? 'namespaces/default/' : ''}${name}`,
				body: told[name] ?? {},
			})),
	);
}

function withOddity(value: Json, luck: Luck): Json {
	const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
	// The deeper it lies, the more there is around it that is right.
	if (keys.length === 0 || luck.fraction() < 0.12) return oddities[luck.between(0, oddities.length - 1)];
	const key = keys[luck.between(0, keys.length - 1)]!;
	const copy: Json = Array.isArray(value) ? [...value] : {...value};
	copy[key] = withOddity(value[key], luck);
	return copy;
}

/** Rounds over all kinds in which one odd object of each is made, changed, and at times deleted. */
const rounds = 40;
const longestMs = 14_000;

it('lives on with odd objects of every kind', {timeout: 60_000}, async () => {
	const faults: Error[] = [];
	const demo = await startDemo({
		scenario: 'empty',
		seed: 1,
		speed: 200,
		onFault: fault => faults.push(fault),
	});
	onTestFinished(demo.stop);
	const connection = connect(demo.kubeconfig);
	onTestFinished(connection.close);
	const resources = await resourcesOf(connection);
	expect(resources.map(({name}) => name)).toEqual(expect.arrayContaining(Object.keys(told)));

	const luck = createLuck(11);
	const failures: string[] = [];
	const counts = new Map<number, number>();
	const send = async (method: string, path: string, body?: unknown, type?: string) => {
		const {status, text} = await connection.ask(method, path, {body, ...(type && {type})});
		counts.set(status, (counts.get(status) ?? 0) + 1);
		if (status === 500) failures.push(`${method} ${path} ${JSON.stringify(body)}: ${text}`);
		return status;
	};
	const untilMs = performance.now() + longestMs;
	for (let round = 0; round < rounds && performance.now() < untilMs; round++) {
		for (const {path, body} of resources) {
			const name = `odd${round % 8}`;
			const sound = {...body, metadata: {...body.metadata, name}};
			const made = await send('POST', path, luck.fraction() < 0.3 ? sound : withOddity(sound, luck));
			const {metadata, ...rest} = withOddity(sound, luck) ?? {};
			await send('PATCH', `${path}/${name}`, rest, mergePatch);
			const status = withOddity({replicas: 1, conditions: [{type: 'Ready', status: 'True'}]}, luck);
			await send('PATCH', `${path}/${name}/status`, [{op: 'add', path: '/status', value: status}], jsonPatch);
			if (made !== 201 && luck.fraction() < 0.3) await send('DELETE', `${path}/${name}`);
		}
	}
	expect(faults).toEqual([]);
	expect(failures).toEqual([]);
	expect(counts.get(201), 'made').toBeGreaterThan(resources.length);
	expect((await connection.ask('GET', '/readyz')).text).toBe('ok');
	const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1';
	const renewed = async () => Date.parse((await connection.ask('GET', lease)).body.spec.renewTime);
	const before = await renewed();
	await expect.poll(renewed, {timeout: 20_000}).toBeGreaterThan(before);
});
