/** Ingresses as the API takes and shows them; what routes by them is no part of either cluster. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {mergePatch} from './objects.ts';

const backend = {service: {name: 'shop', port: {number: 80}}};
const path = {path: '/', pathType: 'Prefix', backend};

function ingress(name: string, spec: Json): Json {
	return {apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name}, spec};
}

const ruled = (...paths: Json[]) => ({rules: [{host: 'shop.example.com', http: {paths}}]});

export function checkIngresses(ground: Ground): void {
	const cells = async (name: string) => {
		const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
		const {body} = await ground.ask('GET', ground.path('ingresses', `/${name}`), {accept});
		return body.rows[0].cells.slice(0, 5);
	};

	it('adds nothing to what is asked for, but a status without addresses', async () => {
		const spec = {ingressClassName: 'edge', tls: [{hosts: ['shop.example.com']}], ...ruled(path)};
		const made = await ground.make('ingresses', ingress('made', spec));
		expect([made.spec, made.status, made.metadata.generation]).toEqual([spec, {loadBalancer: {}}, 1]);
	});

	it('shows hosts and ports in tables', async () => {
		const rules = ['a', 'b', 'c', 'd'].map(host => ({host: `${host}.example.com`, http: {paths: [path]}}));
		await ground.make('ingresses', ingress('many', {rules}));
		await ground.make('ingresses', ingress('any', {defaultBackend: backend, tls: [{}]}));
		const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
		const cells = async (name: string) =>
			(await ground.ask('GET', ground.path('ingresses', `/${name}`), {accept})).body.rows[0].cells.slice(
				0,
				5,
			);
		expect(await cells('many')).toEqual([
			'many',
			'<none>',
			'a.example.com,b.example.com,c.example.com + 1 more...',
			'',
			'80',
		]);
		expect(await cells('any')).toEqual(['any', '<none>', '*', '', '80, 443']);
	});

	const first = 'spec.rules[0].http.paths[0]';

	it.each<[string, Json, string, string]>([
		[
			'neither rules nor a backend',
			{},
			'spec',
			'Invalid value: null: either `defaultBackend` or `rules` must be specified',
		],
		[
			'no type of a path',
			ruled({...path, pathType: undefined}),
			`${first}.pathType`,
			'Required value: pathType must be specified',
		],
		[
			'another type of a path',
			ruled({...path, pathType: 'Glob'}),
			`${first}.pathType`,
			'Unsupported value: "Glob": supported values: "Exact", "ImplementationSpecific", "Prefix"',
		],
		[
			'a path that is not absolute',
			ruled({...path, path: 'a'}),
			`${first}.path`,
			'Invalid value: "a": must be an absolute path',
		],
		[
			'a backend without a port',
			{defaultBackend: {service: {name: 'shop'}}},
			'spec.defaultBackend',
			'Required value: port name or number is required',
		],
		[
			'a backend without a name',
			{defaultBackend: {service: {port: {number: 80}}}},
			'spec.defaultBackend.service.name',
			'Required value',
		],
		[
			'no backend',
			ruled({path: '/', pathType: 'Prefix'}),
			`${first}.backend`,
			'Invalid value: "": resource or service backend is required',
		],
	])('refuses %s', async (what, spec, field, message) => {
		const name = what.replaceAll(' ', '-');
		const {status, body} = await ground.ask('POST', ground.path('ingresses'), {body: ingress(name, spec)});
		const causes = body.details?.causes.map((cause: Json) => [cause.field, cause.message]);
		expect([status, causes]).toEqual([422, [[field, message]]]);
	});

	it('takes a path that whoever routes by it is to understand', async () => {
		const open = {pathType: 'ImplementationSpecific', backend};
		const {spec} = await ground.make('ingresses', ingress('open', ruled(open)));
		expect(spec.rules[0].http.paths).toEqual([open]);
	});

	it('shows the addresses that its status has', async () => {
		await ground.make('ingresses', ingress('addressed', {defaultBackend: backend}));
		const addresses = [{ip: '192.0.2.2'}, {hostname: 'edge.example.com'}, {ip: '192.0.2.2'}];
		const status = {loadBalancer: {ingress: addresses}};
		const patched = await ground.patch('ingresses', '/addressed/status', mergePatch, {status});
		expect([patched.status, patched.body.metadata.generation]).toEqual([200, 1]);
		expect((await cells('addressed'))[3]).toBe('192.0.2.2,edge.example.com');
	});
}
