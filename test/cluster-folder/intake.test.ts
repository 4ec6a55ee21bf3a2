import {beforeEach, describe, expect, test} from 'vitest';
import {type Intake, intake} from '../../source/cluster/intake.ts';
import type {Change} from '../../source/model/change.ts';
import type {KubernetesObject} from '../../source/model/object.ts';

type Row = {readonly uid: string; readonly version: string};

let told: Change<Row>[];
let rows: Intake;

beforeEach(() => {
	told = [];
	rows = intake(rowOf, change => told.push(change));
});

/** Objects labelled `hidden` are of no interest to the view. */
function rowOf({metadata}: KubernetesObject): Row | undefined {
	return metadata.labels?.hidden ? undefined : {uid: metadata.uid, version: metadata.resourceVersion ?? ''};
}

function object(uid: string, version = '1', isHidden = false): KubernetesObject {
	return {metadata: {uid, name: uid, resourceVersion: version, labels: isHidden ? {hidden: 'yes'} : {}}};
}

function row(uid: string, version = '1'): Row {
	return {uid, version};
}

function listOf(...objects: readonly KubernetesObject[]): void {
	rows.beginList();
	for (const each of objects) rows.put(each);
	rows.endList();
	told.length = 0;
}

describe('the first list', () => {
	test('is told page by page', () => {
		rows.beginList();
		rows.put(object('a'));
		rows.flush();
		rows.flush();
		rows.put(object('b'));
		rows.endList();
		expect(told).toEqual([
			{type: 'added-page', rows: [row('a')]},
			{type: 'added-page', rows: [row('b')]},
		]);
	});

	test('tells what is deleted in its course after what came before', () => {
		rows.beginList();
		rows.put(object('a'));
		rows.remove(object('a'));
		rows.endList();
		expect(told).toEqual([
			{type: 'added-page', rows: [row('a')]},
			{type: 'deleted', uid: 'a'},
		]);
	});

	test('that broke before it told anything begins again as the first', () => {
		rows.beginList();
		rows.put(object('a'));
		rows.beginList();
		rows.put(object('b'));
		rows.endList();
		expect(told).toEqual([{type: 'added-page', rows: [row('b')]}]);
	});

	test('that broke after it told a page is replaced whole', () => {
		rows.beginList();
		rows.put(object('a'));
		rows.flush();
		rows.beginList();
		rows.put(object('b'));
		rows.flush();
		rows.endList();
		expect(told.slice(1)).toEqual([{type: 'replaced', rows: [row('b')]}]);
	});
});

describe('a relist', () => {
	beforeEach(() => listOf(object('a'), object('b')));

	test('stays hidden until its end', () => {
		rows.beginList();
		rows.put(object('b'));
		rows.put(object('c'));
		rows.flush();
		expect(told).toEqual([]);
		rows.endList();
		expect(told).toEqual([{type: 'replaced', rows: [row('b'), row('c')]}]);
	});

	test('takes in what changes and goes in its course', () => {
		rows.beginList();
		rows.put(object('a'));
		rows.put(object('b'));
		rows.put(object('a', '2'));
		rows.remove(object('b'));
		rows.endList();
		expect(told).toEqual([{type: 'replaced', rows: [row('a', '2')]}]);
	});

	test('that finds nothing empties the table', () => {
		rows.beginList();
		rows.endList();
		expect(told).toEqual([{type: 'replaced', rows: []}]);
	});
});

test('an object that is of no interest any more is deleted', () => {
	listOf(object('a'));
	rows.put(object('a', '2', true));
	expect(told).toEqual([{type: 'deleted', uid: 'a'}]);
});

describe('a poll', () => {
	function poll(...objects: readonly KubernetesObject[]): void {
		told.length = 0;
		rows.beginPoll();
		for (const each of objects) rows.compare(each);
		rows.endPoll();
	}

	beforeEach(() => {
		listOf(object('a'), object('b'));
		poll(object('a'), object('b'));
	});

	test('swaps in whole the first time', () => {
		expect(told).toEqual([{type: 'replaced', rows: [row('a'), row('b')]}]);
	});

	test('then tells differences only', () => {
		poll(object('a'), object('b', '2'), object('c'));
		expect(told).toEqual([
			{type: 'changed', row: row('b', '2')},
			{type: 'changed', row: row('c')},
		]);
		poll(object('a'), object('c'));
		expect(told).toEqual([{type: 'deleted', uid: 'b'}]);
	});

	test('that broke half-way deletes nothing', () => {
		told.length = 0;
		rows.beginPoll();
		rows.compare(object('a', '2'));
		expect(told).toEqual([{type: 'changed', row: row('a', '2')}]);
		poll(object('a', '2'), object('b'));
		expect(told.filter(change => change.type === 'deleted')).toEqual([]);
	});

	test('after a watch has spoken swaps in whole again', () => {
		rows.put(object('b', '3'));
		poll(object('a'), object('b', '3'));
		expect(told).toEqual([{type: 'replaced', rows: [row('a'), row('b', '3')]}]);
	});
});
