import {expect, test} from 'vitest';
import type {ServedResource} from '../../source/model/cluster.ts';
import type {Json} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {namespaceColumn} from '../../source/resources/columns.ts';
import {type TableRow, tableView, withColumnsOf} from '../../source/resources/table-view.ts';
import type {ResourceView} from '../../source/resources/view.ts';

const noon = Date.parse('2026-08-01T12:00:00Z');
const facts = {now: noon};

function served(more: Partial<ServedResource> = {}): ServedResource {
	const names = {group: 'example.com', version: 'v1', plural: 'widgets', kind: 'Widget', singular: 'widget'};
	const verbs = ['list', 'watch'];
	return {...names, namespaced: true, shortNames: [], verbs, subresources: [], ...more};
}

const columns = [
	{name: 'Name', type: 'string', format: 'name', priority: 0},
	{name: 'Ready', type: 'string', priority: 0},
	{name: 'Size', type: 'integer', priority: 0},
	{name: 'Namespace', type: 'string', priority: 0},
	{name: 'Secret', type: 'string', priority: 1},
	{name: 'Age', type: 'date', priority: 0},
];

function object(cells: Json, sent: Json = columns): KubernetesObject {
	const metadata = {uid: 'u', name: 'w', namespace: 'shop', creationTimestamp: '2026-08-01T11:00:00Z'};
	return {metadata, cells, ...(sent !== null && {columns: sent})} as KubernetesObject;
}

function shown(cells: Json, sent?: Json) {
	const view = tableView(served()) as unknown as ResourceView;
	const row = view.project(object(cells, sent))!;
	const full = withColumnsOf(view, row);
	return {
		row,
		view: full,
		cells: Object.fromEntries(full.columns.map(each => [each.title, each.cell(row, facts)])),
	};
}

test('cells stand under the titles of the server, and age goes on by itself', () => {
	const {view, cells} = shown(['w', 'True', 3, null, {a: [1]}, '1s']);
	expect(view.columns.map(({title}) => title)).toEqual([
		'NAMESPACE',
		'NAME',
		'READY',
		'SIZE',
		'NAMESPACE',
		'SECRET',
		'AGE',
	]);
	expect(view.columns[0]).toBe(namespaceColumn);
	expect(view.columns[4]).not.toBe(namespaceColumn);
	expect(cells).toMatchObject({NAME: 'w', READY: 'True', SIZE: '3', SECRET: '{"a":[1]}', AGE: '60m'});
	expect(view.columns.filter(({isWide}) => isWide).map(({title}) => title)).toEqual(['SECRET']);
});

test('numbers are sorted as numbers and stand on the right; what is missing is empty', () => {
	const {view, row} = shown(['w', 'True', 10]);
	const size = view.columns.find(({title}) => title === 'SIZE')!;
	expect([size.sortBy(row, facts), size.align]).toEqual([10, 'right']);
	const secret = view.columns.find(({title}) => title === 'SECRET')!;
	expect([secret.cell(row, facts), secret.sortBy(row, facts)]).toEqual(['', undefined]);
});

test.each([
	['False', true],
	['False (MissingEndpoints)', true],
	['Unknown', true],
	['True', false],
	['Falsehood', false],
	['1/2', false],
])('ready %s is at fault: %s', (ready, isFaulty) => {
	const {view, row} = shown(['w', ready, 1]);
	expect(view.isFaulty(row, facts)).toBe(isFaulty);
	expect(view.columns[2]!.tone?.(row, facts)).toBe(isFaulty ? 'warning' : 'plain');
});

test('the same columns make the same view, and others another', () => {
	const view = tableView(served()) as unknown as ResourceView;
	const of = (sent: Json) => withColumnsOf(view, view.project(object(['w', 'True', 1], sent)));
	expect(of(structuredClone(columns))).toBe(of(structuredClone(columns)));
	expect(of(columns.slice(0, 2))).not.toBe(of(columns));
});

test('of objects without a table the name and the age are known; cells that are none are refused', () => {
	const view = tableView(served({namespaced: false}));
	const plain = view.project(object(null, null)) as TableRow;
	expect([plain.name, plain.cells]).toEqual(['w', []]);
	expect(withColumnsOf(view as unknown as ResourceView, plain).columns.map(({title}) => title)).toEqual([
		'NAME',
		'AGE',
	]);
	expect(() => view.project(object('cells'))).toThrow(TypeError);
});

test('a filter finds what any cell says', () => {
	const {view, row} = shown(['w', 'True', 3, null, 'Hidden']);
	expect(view.search(row)).toBe('shop w w true 3 <none> hidden');
});
