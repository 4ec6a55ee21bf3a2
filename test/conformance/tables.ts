/** Objects as rows with columns, as kubectl asks for them. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import {type Ground, type Resource, resourcePaths} from './ground.ts';
import {job} from './jobs.ts';
import {configMap, deployment, route, service} from './objects.ts';

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const template = ['Containers', 'Images', 'Selector'];

/** The columns shown always, and those shown only when wide output is asked for. */
const columns: Record<string, readonly [readonly string[], readonly string[]]> = {
	pods: [
		['Name', 'Ready', 'Status', 'Restarts', 'Age'],
		['IP', 'Node', 'Nominated Node', 'Readiness Gates'],
	],
	deployments: [['Name', 'Ready', 'Up-to-date', 'Available', 'Age'], template],
	replicasets: [['Name', 'Desired', 'Current', 'Ready', 'Age'], template],
	jobs: [['Name', 'Status', 'Completions', 'Duration', 'Age'], template],
	cronjobs: [['Name', 'Schedule', 'Timezone', 'Suspend', 'Active', 'Last Schedule', 'Age'], template],
	daemonsets: [
		['Name', 'Desired', 'Current', 'Ready', 'Up-to-date', 'Available', 'Node Selector', 'Age'],
		template,
	],
	statefulsets: [['Name', 'Ready', 'Age'], template.slice(0, 2)],
	controllerrevisions: [['Name', 'Controller', 'Revision', 'Age'], []],
	services: [['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age'], ['Selector']],
	configmaps: [['Name', 'Data', 'Age'], []],
	secrets: [['Name', 'Type', 'Data', 'Age'], []],
	serviceaccounts: [['Name', 'Age'], []],
	endpointslices: [['Name', 'AddressType', 'Ports', 'Endpoints', 'Age'], []],
	events: [
		['Last Seen', 'Type', 'Reason', 'Object', 'Message'],
		['Subobject', 'Source', 'First Seen', 'Count', 'Name'],
	],
	persistentvolumeclaims: [
		['Name', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age'],
		['VolumeMode'],
	],
	poddisruptionbudgets: [['Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions', 'Age'], []],
	horizontalpodautoscalers: [['Name', 'Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas', 'Age'], []],
	ingresses: [['Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age'], []],
	httproutes: [['Name', 'Hostnames', 'Age'], []],
	gateways: [['Name', 'Class', 'Address', 'Programmed', 'Age'], []],
	nodes: [
		['Name', 'Status', 'Roles', 'Age', 'Version'],
		['Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'],
	],
	namespaces: [['Name', 'Status', 'Age'], []],
};

export function checkTables(ground: Ground): void {
	const table = async (path: string): Promise<Json> => {
		const answer = await ground.ask('GET', path, {accept});
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toBe('application/json');
		return answer.body;
	};
	const rowOf = async (path: string) => {
		const {columnDefinitions, rows} = await table(path);
		const cells = columnDefinitions.map(({name}: Json, i: number) => [name, rows[0].cells[i]]);
		return {rows, cells: Object.fromEntries(cells)};
	};

	it.each(Object.entries(columns))('has the columns of %s', async (resource, [always, wide]) => {
		const isClusterWide = ['nodes', 'namespaces'].includes(resource);
		const path = isClusterWide
			? `/api/v1/${resource}`
			: `${resourcePaths[resource]}/namespaces/${ground.namespace}/${resource}`;
		const {kind, apiVersion, columnDefinitions} = await table(path);
		expect([kind, apiVersion]).toEqual(['Table', 'meta.k8s.io/v1']);
		const named = (isWide: boolean) =>
			columnDefinitions.filter(({priority}: Json) => priority > 0 === isWide).map(({name}: Json) => name);
		expect(named(false)).toEqual(always);
		expect(named(true)).toEqual(wide);
	});

	it('shows a deployment and its pods', async () => {
		await ground.make('deployments', deployment('shown', {replicas: 1}));
		await ground.eventually('deployments', '/shown', ({status}) => status?.availableReplicas === 1);
		const {cells} = await rowOf(ground.path('deployments', '/shown'));
		const image = 'registry.example.com/app:1';
		expect(cells).toMatchObject({
			Name: 'shown',
			Ready: '1/1',
			'Up-to-date': 1,
			Available: 1,
			Containers: 'app',
			Images: image,
			Selector: 'app=shown',
		});
		expect(cells.Age).toMatch(/^\d+s$/);
		const pods = await rowOf(ground.path('pods', '?labelSelector=app%3Dshown'));
		expect(pods.cells).toMatchObject({
			Ready: '1/1',
			Status: 'Running',
			Restarts: '0',
			'Nominated Node': '<none>',
		});
		const sets = await rowOf(ground.path('replicasets', '?labelSelector=app%3Dshown'));
		expect(sets.cells).toMatchObject({Desired: 1, Current: 1, Ready: 1});
	});

	it('shows pods that do not start, and services and routes', async () => {
		const containers = [{name: 'app', image: 'registry.example.com/broken:1'}];
		const labels = {app: 'unshown'};
		await ground.make(
			'deployments',
			deployment('unshown', {replicas: 1, template: {metadata: {labels}, spec: {containers}}}),
		);
		const pods = ground.path('pods', '?labelSelector=app%3Dunshown');
		await expect
			.poll(async () => (await table(pods)).rows[0]?.cells[2], {timeout: 40_000})
			.toBe('ImagePullBackOff');
		expect((await rowOf(pods)).cells.Ready).toBe('0/1');
		await ground.make('services', service('shown', {app: 'shown'}));
		const shown = await rowOf(ground.path('services', '/shown'));
		expect(shown.cells).toMatchObject({
			Type: 'ClusterIP',
			'External-IP': '<none>',
			'Port(s)': '80/TCP',
			Selector: 'app=shown',
		});
		const object = route('shown');
		await ground.make('httproutes', {...object, spec: {...object.spec, hostnames: ['shop.example.com']}});
		expect((await rowOf(ground.path('httproutes', '/shown'))).cells.Hostnames).toBe('["shop.example.com"]');
	});

	it('shows sets, jobs and budgets', async () => {
		const template = deployment('rows').spec.template;
		const selector = {matchLabels: {app: 'rows'}};
		const metadata = {name: 'rows'};
		const named = {Containers: 'app', Images: 'registry.example.com/app:1'};
		const cellsOf = async (resource: Resource) => (await rowOf(ground.path(resource, '/rows'))).cells;
		const nodeSelector = {nobody: 'here'};
		const bound = {...template, spec: {...template.spec, nodeSelector}};
		await ground.make('statefulsets', {metadata, spec: {replicas: 1, selector, template}});
		await ground.make('daemonsets', {metadata, spec: {selector, template: bound}});
		await ground.make('poddisruptionbudgets', {metadata, spec: {minAvailable: '50%', selector}});
		await ground.make('jobs', job('rows', {parallelism: 2, completions: 4, suspend: true}));
		const jobTemplate = {spec: job('rows').spec};
		const timeZone = 'Europe/Berlin';
		await ground.make('cronjobs', {
			metadata,
			spec: {schedule: '@yearly', timeZone, suspend: true, jobTemplate},
		});
		await ground.eventually('statefulsets', '/rows', ({status}) => status.readyReplicas === 1);
		await ground.eventually('jobs', '/rows', ({status}) => status.conditions);
		expect(await cellsOf('statefulsets')).toMatchObject({Ready: '1/1', ...named});
		expect(await cellsOf('daemonsets')).toMatchObject({
			Desired: 0,
			Current: 0,
			Ready: 0,
			'Up-to-date': 0,
			Available: 0,
			'Node Selector': 'nobody=here',
			...named,
			Selector: 'app=rows',
		});
		expect(await cellsOf('poddisruptionbudgets')).toMatchObject({
			'Min Available': '50%',
			'Max Unavailable': 'N/A',
			'Allowed Disruptions': expect.any(Number),
		});
		expect(await cellsOf('jobs')).toMatchObject({
			Status: 'Suspended',
			Completions: '0/4',
			Duration: '',
			...named,
			Selector: expect.stringMatching(/^batch.kubernetes.io\/controller-uid=/),
		});
		expect(await cellsOf('cronjobs')).toMatchObject({
			Schedule: '@yearly',
			Timezone: timeZone,
			Suspend: 'True',
			Active: 0,
			'Last Schedule': '<none>',
			...named,
			Selector: '<none>',
		});
		const revisions = await rowOf(ground.path('controllerrevisions', '?labelSelector=app%3Drows'));
		const shown = revisions.rows.map(({cells}: Json) => cells.slice(1, 3));
		expect(shown).toEqual(
			expect.arrayContaining([
				['statefulset.apps/rows', 1],
				['daemonset.apps/rows', 1],
			]),
		);
	});

	it('puts as much of each object beside its row as is asked for', async () => {
		await ground.make('configmaps', configMap('beside', {a: '1'}));
		const beside = async (query: string) =>
			(await rowOf(ground.path('configmaps', `/beside${query}`))).rows[0].object;
		expect(await beside('')).toMatchObject({kind: 'PartialObjectMetadata', metadata: {name: 'beside'}});
		expect(await beside('?includeObject=Object')).toMatchObject({kind: 'ConfigMap', data: {a: '1'}});
		expect(await beside('?includeObject=None')).toBeFalsy();
	});

	it('gives tables in pages, each with its columns', async () => {
		for (const name of ['page-1', 'page-2'])
			await ground.make('configmaps', configMap(name, {}, {paged: 'yes'}));
		const first = await table(ground.path('configmaps', '?labelSelector=paged%3Dyes&limit=1'));
		const next = encodeURIComponent(first.metadata.continue);
		const second = await table(
			ground.path('configmaps', `?labelSelector=paged%3Dyes&limit=1&continue=${next}`),
		);
		expect([first, second].map(({rows}) => rows.length)).toEqual([1, 1]);
		expect(second.columnDefinitions).toEqual(first.columnDefinitions);
		expect(second.metadata.continue).toBeFalsy();
		const none = await table(ground.path('configmaps', '?labelSelector=paged%3Dno'));
		expect([none.rows, none.columnDefinitions]).toEqual([[], first.columnDefinitions]);
	});

	it('watches by tables of one row, of which the first alone names the columns', async () => {
		const {metadata} = await ground.read('configmaps');
		const query = `?watch=1&timeoutSeconds=30&labelSelector=watched%3Dtable`;
		const labels = {watched: 'table'};
		const from = `${query}&resourceVersion=${metadata.resourceVersion}`;
		const watch = await ground.watch(ground.path('configmaps', from), accept);
		for (const name of ['tabled-1', 'tabled-2']) await ground.make('configmaps', configMap(name, {}, labels));
		await ground.ask('DELETE', ground.path('configmaps', '/tabled-2'));
		await watch.until(({type}) => type === 'DELETED');
		const said = watch.events.map(({type, object}) => [
			type,
			object.kind,
			object.rows.map(({cells, object: beside}: Json) => [cells[0], beside.kind, beside.metadata.name]),
			object.columnDefinitions?.map(({name}: Json) => name) ?? null,
		]);
		const row = (name: string) => [[name, 'PartialObjectMetadata', name]];
		expect(said).toEqual([
			['ADDED', 'Table', row('tabled-1'), ['Name', 'Data', 'Age']],
			['ADDED', 'Table', row('tabled-2'), null],
			['DELETED', 'Table', row('tabled-2'), null],
		]);
		for (const {object} of watch.events)
			expect(object.metadata.resourceVersion).toBe(object.rows[0].object.metadata.resourceVersion);
		watch.close();
	});

	it('tells how far a watch of tables has come by a table', async () => {
		const options = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
		const query = `?watch=1&timeoutSeconds=30&labelSelector=watched%3Dnothing&${options}`;
		const watch = await ground.watch(ground.path('configmaps', query), accept);
		const {object} = await watch.until(({type}) => type === 'BOOKMARK');
		const {kind, metadata, columnDefinitions, rows} = object;
		expect([kind, columnDefinitions.length, rows.length]).toEqual(['Table', 3, 1]);
		expect(rows[0].cells).toHaveLength(3);
		expect(rows[0].object).toEqual({
			kind: 'PartialObjectMetadata',
			apiVersion: 'meta.k8s.io/v1',
			metadata: {...metadata, annotations: {'k8s.io/initial-events-end': 'true'}},
		});
		watch.close();
	});

	it('gives the metadata alone', async () => {
		await ground.make('configmaps', configMap('alone', {a: '1'}));
		const forms = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
		const one = await ground.ask('GET', ground.path('configmaps', '/alone'), {accept: forms});
		expect(one.body).toMatchObject({
			kind: 'PartialObjectMetadata',
			apiVersion: 'meta.k8s.io/v1',
			metadata: {name: 'alone'},
		});
		expect(one.body.data).toBeUndefined();
		const lists = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
		const list = await ground.ask('GET', ground.path('configmaps', '?limit=1'), {accept: lists});
		expect([list.body.kind, list.body.items.length]).toEqual(['PartialObjectMetadataList', 1]);
		expect(list.body.metadata.continue).toBeTruthy();
	});
}
