/** The API server's way into pods and Services, as far as it goes before one of them answers; and what is measured. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';

export function checkProxies(ground: Ground): void {
	const path = (what: string) => `/api/v1/namespaces/${ground.namespace}/${what}`;
	const refusal = async (method: string, what: string) => {
		const {status, body} = await ground.ask(method, path(what));
		return [status, body.reason, body.message, body.details];
	};
	const pod = (name: string, spec: Json = {}): Json => ({
		metadata: {name, labels: {app: name}},
		spec: {
			containers: [{name: 'app', image: 'registry.example.com/app:1', ports: [{containerPort: 8080}]}],
			...spec,
		},
	});
	const service = (name: string, ports: Json[]): Json => ({
		metadata: {name},
		spec: {selector: {app: name}, ports},
	});

	it.each([
		['pods', 'PodProxyOptions'],
		['services', 'ServiceProxyOptions'],
	])('lists the proxy of %s', async (plural, kind) => {
		const {body} = await ground.ask('GET', '/api/v1');
		const found = body.resources.find(({name}: Json) => name === `${plural}/proxy`);
		const verbs = ['create', 'delete', 'get', 'patch', 'update'];
		expect(found).toEqual({name: `${plural}/proxy`, singularName: '', namespaced: true, kind, verbs});
	});

	it('knows neither pods nor services that are not there', async () => {
		expect(await refusal('GET', 'pods/nowhere/proxy/metrics')).toEqual([
			404,
			'NotFound',
			'pods "nowhere" not found',
			{name: 'nowhere', kind: 'pods'},
		]);
		expect(await refusal('GET', 'services/nowhere:80/proxy/')).toEqual([
			404,
			'NotFound',
			'services "nowhere" not found',
			{name: 'nowhere', kind: 'services'},
		]);
		// Two parts are a name and a port, never a scheme and a name.
		expect((await refusal('GET', 'pods/http:nowhere/proxy/'))[2]).toBe('pods "http" not found');
	});

	it.each([
		['pods', 'ftp:web:80', 'invalid pod request "ftp:web:80"'],
		['pods', 'a:b:c:d', 'invalid pod request "a:b:c:d"'],
		['services', 'ftp:web:80', 'invalid service request "ftp:web:80"'],
	])('reads names of %s: %s', async (resource, name, message) => {
		expect(await refusal('GET', `${resource}/${name}/proxy/`)).toEqual([
			400,
			'BadRequest',
			message,
			undefined,
		]);
	});

	it('reaches no pod without an address', async () => {
		await ground.make('pods', pod('homeless', {nodeSelector: {'example.com/nowhere': 'true'}}));
		const why = [400, 'BadRequest', 'address not allowed', undefined];
		expect(await refusal('GET', 'pods/homeless/proxy/metrics')).toEqual(why);
		expect(await refusal('POST', 'pods/homeless:8080/proxy/')).toEqual(why);
	});

	it('reaches no service without endpoints', async () => {
		await ground.make('services', service('vacant', [{name: 'http', port: 80}]));
		const vacant = [503, 'ServiceUnavailable', 'no endpoints available for service "vacant"', undefined];
		// The real proxy hears of new services by a watch.
		await expect.poll(() => refusal('GET', 'services/vacant/proxy/')).toEqual(vacant);
		for (const name of ['vacant:80', 'vacant:http', 'vacant:other', 'http:vacant:80'])
			expect(await refusal('GET', `services/${name}/proxy/`)).toEqual(vacant);
		expect(await refusal('POST', 'services/vacant:80/proxy')).toEqual(vacant);
		expect((await refusal('GET', 'services/vacant:81/proxy/'))[2]).toBe(
			'no service port 81 found for service "vacant"',
		);
	});

	it('wants the name of a port that has one, and a slash behind the proxy', async () => {
		await ground.make('services', service('served', [{name: 'http', port: 80, targetPort: 8080}]));
		await ground.make('pods', pod('served'));
		await ground.eventually('endpointslices', '?labelSelector=kubernetes.io/service-name%3Dserved', read =>
			read.items[0]?.endpoints?.some(({conditions}: Json) => conditions.ready),
		);
		const unnamed = 'no endpoints available for service "served"';
		expect((await refusal('GET', 'services/served/proxy/'))[2]).toBe(unnamed);
		for (const what of ['pods/served/proxy', 'services/served:http/proxy', 'services/served:80/proxy?a=1']) {
			const {status, headers} = await ground.ask('GET', path(what));
			const [folder, query = ''] = what.split('?');
			expect([status, headers.location]).toEqual([301, path(`${folder}/${query && `?${query}`}`)]);
		}
	});

	it('measures running pods', async () => {
		const measured = '/apis/metrics.k8s.io/v1beta1';
		await ground.make('pods', pod('measured'));
		const list = `${measured}/namespaces/${ground.namespace}/pods`;
		await expect
			.poll(async () => (await ground.ask('GET', `${list}/measured`)).status, {timeout: 40_000})
			.toBe(200);
		const {body} = await ground.ask('GET', `${list}/measured`);
		expect(body).toMatchObject({
			kind: 'PodMetrics',
			apiVersion: 'metrics.k8s.io/v1beta1',
			metadata: {name: 'measured', namespace: ground.namespace, labels: {app: 'measured'}},
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
			window: expect.stringMatching(/s$/),
			containers: [{name: 'app', usage: {cpu: expect.stringMatching(/^\d+[num]?$/)}}],
		});
		const measuredNames = async () => {
			const {kind, items} = (await ground.ask('GET', list)).body;
			expect(kind).toBe('PodMetricsList');
			return items.map(({metadata}: Json) => metadata.name);
		};
		await expect.poll(measuredNames, {timeout: 40_000}).toContain('measured');
		expect((await ground.ask('GET', `${list}/nowhere`)).status).toBe(404);
	});
}
