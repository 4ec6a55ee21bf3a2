import {randomBytes} from 'node:crypto';
import {afterAll, beforeAll, expect} from 'vitest';
import type {Answer, Asking, Connection, Following, Json, Watch} from './connection.ts';

const folders = {
	configmaps: '/api/v1',
	controllerrevisions: '/apis/apps/v1',
	gateways: '/apis/gateway.networking.k8s.io/v1',
	horizontalpodautoscalers: '/apis/autoscaling/v2',
	secrets: '/api/v1',
	serviceaccounts: '/api/v1',
	daemonsets: '/apis/apps/v1',
	deployments: '/apis/apps/v1',
	endpointslices: '/apis/discovery.k8s.io/v1',
	events: '/api/v1',
	cronjobs: '/apis/batch/v1',
	jobs: '/apis/batch/v1',
	ingresses: '/apis/networking.k8s.io/v1',
	httproutes: '/apis/gateway.networking.k8s.io/v1',
	poddisruptionbudgets: '/apis/policy/v1',
	persistentvolumeclaims: '/api/v1',
	pods: '/api/v1',
	replicasets: '/apis/apps/v1',
	services: '/api/v1',
	statefulsets: '/apis/apps/v1',
};

export type Resource = keyof typeof folders;

/** Where each resource's group and version are served. */
export const resourcePaths: Readonly<Record<string, string>> = folders;

/** A namespace of the suite's own on some cluster, and short ways to work in it. */
export type Ground = {
	readonly namespace: string;
	/** The path of a resource in the namespace, perhaps with `/NAME/SUBRESOURCE?QUERY`. */
	path(resource: Resource, rest?: string): string;
	ask(method: string, path: string, asking?: Asking): Promise<Answer>;
	watch(path: string, accept?: string): Promise<Watch>;
	follow(path: string): Promise<Following>;
	/** Creates an object and returns it as stored. */
	make(resource: Resource, object: Json, query?: string): Promise<Json>;
	read(resource: Resource, rest?: string): Promise<Json>;
	patch(resource: Resource, rest: string, type: string, body: unknown): Promise<Answer>;
	/** Reads until `isSo`, for at most forty seconds, and returns what was read last. */
	eventually(resource: Resource, rest: string, isSo: (read: Json) => boolean): Promise<Json>;
};

/** Long, as many chapters share a machine that may be slow; what comes true is seen at once. */
const patienceMs = 40_000;

/** Connects before the checks and takes the namespace away after them. */
export function prepareGround(connect: () => Promise<Connection>): Ground {
	let connection: Connection;
	const namespace = `conformance-${randomBytes(5).toString('hex')}`;

	beforeAll(async () => {
		connection = await connect();
		const made = await connection.ask('POST', '/api/v1/namespaces', {body: {metadata: {name: namespace}}});
		expect(made.status).toBe(201);
	});

	afterAll(async () => {
		await connection?.ask('DELETE', `/api/v1/namespaces/${namespace}`);
		connection?.close();
	});

	const path: Ground['path'] = (resource, rest = '') =>
		`${folders[resource]}/namespaces/${namespace}/${resource}${rest}`;
	const read: Ground['read'] = async (resource, rest) =>
		(await connection.ask('GET', path(resource, rest))).body;

	return {
		namespace,
		path,
		read,
		ask: (method, path, asking) => connection.ask(method, path, asking),
		watch: (path, accept) => connection.watch(path, accept),
		follow: path => connection.follow(path),
		async make(resource, object, query = '') {
			const answer = await connection.ask('POST', path(resource, query), {body: object});
			expect(answer.text).not.toContain('"Failure"');
			expect(answer.status).toBe(201);
			return answer.body;
		},
		patch: (resource, rest, type, body) => connection.ask('PATCH', path(resource, rest), {type, body}),
		async eventually(resource, rest, isSo) {
			const untilMs = Date.now() + patienceMs;
			for (;;) {
				const found = await read(resource, rest);
				if (isSo(found)) return found;
				if (Date.now() > untilMs) expect.fail(`It did not come true; last was ${JSON.stringify(found)}`);
				await new Promise(resolve => setTimeout(resolve, 40));
			}
		},
	};
}
