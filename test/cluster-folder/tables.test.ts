/** Kinds that are read as the server's own tables: each row an object, in lists and watches, and of servers that make none. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {ListWays} from '../../source/cluster/follow-state.ts';
import type {Change} from '../../source/model/change.ts';
import type {Cluster, ServedResource} from '../../source/model/cluster.ts';
import {type TableRow, tableView} from '../../source/resources/table-view.ts';
import {type Asked, json, type ScriptedApi, startScriptedApi, status, stream} from '../kit/scripted-api.ts';

const widgets: ServedResource = {
	group: 'example.com',
	version: 'v1',
	plural: 'widgets',
	kind: 'Widget',
	namespaced: true,
	singular: 'widget',
	shortNames: [],
	verbs: ['list', 'watch'],
	subresources: [],
};

let api: ScriptedApi;
let cluster: Cluster;
let told: Change<TableRow>[];

beforeEach(async () => {
	api = await startScriptedApi();
	told = [];
	cluster = await open({first: 'paged', later: 'paged'});
});

async function open(listWays: ListWays): Promise<Cluster> {
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}, luck: () => 0, listWays});
	if (!connected.ok) throw new Error(connected.trouble.says);
	return connected.value;
}

afterEach(async () => {
	cluster.close();
	await api.close();
});

const isWatch = ({query}: Asked) => query.get('watch') === 'true';
const isList = (asked: Asked) => !isWatch(asked);
const columns = [
	{name: 'Name', type: 'string', format: 'name', priority: 0},
	{name: 'Size', type: 'integer', format: '', priority: 0},
];

function row(name: string, size: unknown, version = '1') {
	const metadata = {uid: `uid-${name}`, name, namespace: 'shop', resourceVersion: version};
	return {cells: [name, size], object: {kind: 'PartialObjectMetadata', metadata}};
}

function table(rows: readonly object[], metadata: object, columnDefinitions: unknown = columns) {
	return {kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows};
}

function event(type: string, of: object, version: string, sent: unknown = null) {
	return {type, object: table([of], {resourceVersion: version}, sent)};
}

function follow(): void {
	const {project, form} = tableView(widgets);
	cluster.follow(widgets, {namespace: 'shop'}, project, change => told.push(change), form);
}

function rows(): Record<string, unknown> {
	const present = new Map<string, unknown>();
	for (const change of told) {
		if (change.type === 'replaced') present.clear();
		if (change.type === 'replaced' || change.type === 'added-page')
			for (const each of change.rows) present.set(each.name, each.cells[1]);
		if (change.type === 'changed') present.set(change.row.name, change.row.cells[1]);
		if (change.type === 'deleted') present.delete(change.uid.slice(4));
	}
	return Object.fromEntries(present);
}

test('rows come in pages, change by events of one row, and go; a bookmark is none', async () => {
	api.on(
		isList,
		json(table([row('a', 1), row('b', 2)], {resourceVersion: '10', continue: 'next'})),
		json(table([row('c', 3)], {resourceVersion: '10'})),
	);
	api.on(
		isWatch,
		stream([
			event('MODIFIED', row('a', 9, '11'), '11', columns),
			event('DELETED', row('b', 2, '12'), '12'),
			event('BOOKMARK', {cells: ['', 0], object: {metadata: {resourceVersion: '20'}}}, '20'),
			event('ADDED', row('d', 4, '21'), '21'),
		]),
	);
	follow();
	await vi.waitFor(() => expect(rows()).toEqual({a: 9, c: 3, d: 4}));
	for (const {headers} of api.asked) expect(headers.accept).toContain('as=Table');
	expect(told.filter(({type}) => type === 'unreadable')).toEqual([]);
	const titles = told.flatMap(change => (change.type === 'changed' ? [change.row.columns] : []));
	expect(new Set(titles).size).toBe(1);
	expect(titles[0]!.map(({title}) => title)).toEqual(['NAME', 'SIZE']);
});

test('a watch goes on from its last bookmark', async () => {
	api.on(isList, json(table([], {resourceVersion: '10'})));
	const bookmark = event('BOOKMARK', {cells: ['', 0], object: {metadata: {resourceVersion: '20'}}}, '20');
	api.on(isWatch, stream([bookmark], 'end'), stream([event('ADDED', row('a', 1, '21'), '21', columns)]));
	follow();
	await vi.waitFor(() => expect(rows()).toEqual({a: 1}));
	const from = api.asked.filter(isWatch).map(({query}) => query.get('resourceVersion'));
	expect(from.slice(0, 2)).toEqual(['10', '20']);
});

test('other columns than before, and a version that is gone, are read anew', async () => {
	const other = [columns[0], {name: 'Colour', type: 'string', format: '', priority: 0}];
	api.on(
		isList,
		json(table([row('a', 1)], {resourceVersion: '10'})),
		json(table([row('a', 'red'), row('b', 'blue')], {resourceVersion: '11'}, other)),
		json(table([row('c', 'green')], {resourceVersion: '30'}, other)),
	);
	const gone = {kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, metadata: {}};
	api.on(
		isWatch,
		stream([event('ADDED', row('b', 'blue', '11'), '11', other)]),
		stream([{type: 'ERROR', object: gone}], 'end'),
		stream([]),
	);
	follow();
	await vi.waitFor(() => expect(rows()).toEqual({c: 'green'}), {timeout: 8000});
	const lists = told.filter(({type}) => type === 'replaced');
	expect(lists).toHaveLength(2);
	expect(JSON.stringify(lists[0])).toContain('COLOUR');
});

test('a list that is streamed anew may have other columns than the one before', async () => {
	cluster.close();
	cluster = await open({first: 'paged', later: 'streamed'});
	const other = [columns[0], {name: 'Colour', type: 'string', format: '', priority: 0}];
	const isStreamed = ({query}: Asked) => query.has('sendInitialEvents');
	const metadata = {resourceVersion: '12', annotations: {'k8s.io/initial-events-end': 'true'}};
	api.on(isList, json(table([row('a', 1)], {resourceVersion: '10'})));
	api.on(isWatch, stream([event('ADDED', row('b', 'blue', '11'), '11', other)]));
	api.on(
		isStreamed,
		stream([
			event('ADDED', row('a', 'red'), '10', other),
			event('ADDED', row('b', 'blue', '11'), '11'),
			{type: 'BOOKMARK', object: table([{cells: ['', 0], object: {metadata}}], metadata, null)},
		]),
	);
	follow();
	await vi.waitFor(() => expect(rows()).toEqual({a: 'red', b: 'blue'}));
	expect(told.at(-1)).toMatchObject({type: 'health', health: {state: 'live'}});
});

test('a row without cells is named, and the others are shown', async () => {
	const broken = {...row('broken', 1), cells: null};
	api.on(isList, json(table([row('a', 1), broken], {resourceVersion: '10'})));
	api.on(isWatch, stream([]));
	follow();
	await vi.waitFor(() => expect(told).toContainEqual({type: 'unreadable', names: ['shop/broken']}));
	expect(rows()).toEqual({a: 1});
});

test('of a server that makes no tables the objects come by name', async () => {
	const {metadata} = row('plain', 0).object;
	api.on(
		isList,
		json({kind: 'WidgetList', metadata: {resourceVersion: '10'}, items: [{metadata, spec: {}}]}),
	);
	api.on(isWatch, stream([{type: 'MODIFIED', object: {kind: 'Widget', metadata}}]));
	follow();
	await vi.waitFor(() => expect(told.some(({type}) => type === 'changed')).toBe(true));
	expect(told.find(({type}) => type === 'added-page')).toMatchObject({rows: [{name: 'plain', cells: []}]});
});

test('a server that answers a watch with a table is asked again and again', async () => {
	api.on(() => true, json(table([row('a', 1)], {resourceVersion: '10'})));
	follow();
	await vi.waitFor(() => expect(told.at(-1)).toMatchObject({type: 'health', health: {state: 'polling'}}));
	expect(rows()).toEqual({a: 1});
});

test('a list of tables is one of objects with their cells, and a refusal is told', async () => {
	api.on(isList, json(table([row('a', 1)], {resourceVersion: '10'})), status(403, 'Forbidden', 'no'));
	const listed = await cluster.list(widgets, {namespace: 'shop'}, {form: 'table', fields: 'metadata.name=a'});
	expect(listed).toMatchObject({ok: true, value: [{kind: 'Widget', cells: ['a', 1], columns}]});
	expect(api.asked.at(-1)!.query.get('fieldSelector')).toBe('metadata.name=a');
	expect(await cluster.list(widgets, {}, {form: 'table'})).toMatchObject({
		ok: false,
		trouble: {reason: 'forbidden'},
	});
});
