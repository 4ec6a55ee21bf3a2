/** The real server writes every object as a message and as JSON; read by us, both are the same. */
import {randomBytes} from 'node:crypto';
import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import {kinds} from '../../source/demo/kinds/index.ts';
import {decodeObject, openEnvelope} from '../../source/demo/messages/envelope.ts';
import {apiVersion} from '../../source/demo/store.ts';
import {connect, type Json} from '../conformance/connection.ts';
import {configMap, deployment, service} from '../conformance/objects.ts';

const builtIn = kinds.filter(({isCustom}) => !isCustom);

const connection = connect(inject('kubeconfigs').admin);
const namespace = `messages-${randomBytes(5).toString('hex')}`;

/** A pod spec with something of nearly every form a field can have. */
const podSpec = {
	terminationGracePeriodSeconds: 0,
	nodeSelector: {'kubernetes.io/os': 'linux'},
	tolerations: [{operator: 'Exists', tolerationSeconds: 7, effect: 'NoExecute'}],
	securityContext: {
		runAsUser: 0,
		runAsNonRoot: false,
		sysctls: [{name: 'kernel.shm_rmid_forced', value: '0'}],
	},
	affinity: {
		nodeAffinity: {
			preferredDuringSchedulingIgnoredDuringExecution: [
				{weight: 3, preference: {matchExpressions: [{key: 'zone', operator: 'In', values: ['a', 'b']}]}},
			],
		},
	},
	volumes: [
		{name: 'scratch', emptyDir: {sizeLimit: '1Gi'}},
		{
			name: 'settings',
			configMap: {name: 'settings', optional: true, items: [{key: 'a', path: 'b', mode: 256}]},
		},
		{
			name: 'all',
			projected: {sources: [{downwardAPI: {items: [{path: 'n', fieldRef: {fieldPath: 'metadata.name'}}]}}]},
		},
	],
	containers: [
		{
			name: 'app',
			image: 'registry.example.com/app:1',
			command: ['serve', ''],
			ports: [{name: 'http', containerPort: 8080, protocol: 'UDP'}],
			env: [
				{name: 'MODE', value: 'fast'},
				{name: 'NODE', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}},
			],
			envFrom: [{prefix: 'S_', configMapRef: {name: 'settings', optional: true}}],
			resources: {requests: {cpu: '5m', memory: '1Mi'}, limits: {memory: '64Mi'}},
			readinessProbe: {
				httpGet: {path: '/', port: 'http', httpHeaders: [{name: 'A', value: 'b'}]},
				periodSeconds: 3,
			},
			livenessProbe: {tcpSocket: {port: 8080}, initialDelaySeconds: 5},
			lifecycle: {preStop: {exec: {command: ['true']}}},
			volumeMounts: [{name: 'scratch', mountPath: '/tmp', readOnly: true}],
		},
	],
};

beforeAll(async () => {
	const make = async (path: string, body: Json) => {
		const answer = await connection.ask('POST', path, {body});
		expect(answer.text).toContain('creationTimestamp');
	};
	const core = `/api/v1/namespaces/${namespace}`;
	await make('/api/v1/namespaces', {metadata: {name: namespace}});
	const labels = {app: 'messages'};
	const template = {metadata: {labels}, spec: podSpec};
	const spec = {replicas: 2, selector: {matchLabels: labels}, template, strategy: {type: 'Recreate'}};
	await make(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment('messages', spec));
	await make(`${core}/services`, service('messages', labels));
	await make(`${core}/configmaps`, {
		...configMap('bytes', {a: ''}),
		binaryData: {b: '/w=='},
		immutable: true,
	});
	await make(`${core}/secrets`, {metadata: {name: 'bytes'}, stringData: {a: 'b'}});
	await make(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`, {
		metadata: {name: 'messages'},
		spec: {scaleTargetRef: {kind: 'Deployment', name: 'messages', apiVersion: 'apps/v1'}, maxReplicas: 2},
	});
	await make(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`, {
		metadata: {name: 'messages'},
		spec: {minAvailable: '50%', selector: {matchLabels: labels}},
	});
});

afterAll(async () => {
	await connection.ask('DELETE', `/api/v1/namespaces/${namespace}`);
	connection.close();
});

it.each(builtIn.map(kind => [kind.kind, kind] as const))('reads each %s there is', async (_name, kind) => {
	const root = kind.group ? `/apis/${apiVersion(kind)}` : '/api/v1';
	const {items} = (await connection.ask('GET', `${root}/${kind.plural}?limit=200`)).body;
	for (const {metadata} of items) {
		const namespace = metadata.namespace ? `namespaces/${metadata.namespace}/` : '';
		const path = `${root}/${namespace}${kind.plural}/${metadata.name}`;
		const [message, plain] = await Promise.all(
			['application/vnd.kubernetes.protobuf', 'application/json'].map(accept =>
				connection.ask('GET', path, {accept}),
			),
		);
		if (message!.status !== 200 || plain!.status !== 200) continue;
		const read = decodeObject(openEnvelope(message!.bytes));
		if (read.metadata.resourceVersion !== plain!.body.metadata.resourceVersion) continue;
		expect(withoutNothing(read), path).toEqual(withoutNothing(plain!.body));
	}
});

/** Without what Go writes for values that hold nothing, which a message leaves open. */
function withoutNothing(value: Json): Json {
	if (Array.isArray(value)) return value.map(withoutNothing);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries<Json>(value)
		.map(([name, inner]) => [name, withoutNothing(inner)] as const)
		.filter(([, inner]) => !isNothing(inner));
	return Object.fromEntries(entries);
}

function isNothing(value: Json): boolean {
	if (value === null || value === '' || value === 0 || value === false) return true;
	return typeof value === 'object' && Object.keys(value).length === 0;
}
