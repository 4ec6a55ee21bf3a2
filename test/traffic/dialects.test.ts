import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {jsonPatch} from '../../source/demo/api/json-patch.ts';
import {splitJson} from '../../source/headless/json.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {valueAt} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {asRead, patchOf} from '../../source/model/patch.ts';
import type {Plan} from '../../source/model/plan.ts';
import {sayRef} from '../../source/model/ref.ts';
import type {Split} from '../../source/model/split.ts';
import {prepare} from '../../source/perform/prepare.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {dialects} from '../../source/traffic/index.ts';
import {commandTyped, objectAt, readerOf, type TrafficCase, trafficCases} from '../kit/traffic-cases.ts';
import {applied, asStored, expectOnlyEdited, patched, splitsIn} from '../kit/traffic-writes.ts';

// One folder a case: what is read of its objects, what each command would
// write, and what holds for every dialect whatever it writes. UPDATE_FIXTURES=1
// writes what is expected instead: read it before it is committed.

const cases = trafficCases();

test('every dialect has a folder of cases, and every folder is of a dialect', () => {
	const names = dialects.map(({name}) => name).sort();
	expect([...new Set(cases.map(({dialect}) => dialect))].sort()).toEqual(names);
});

describe.each(cases)('$name', trafficCase => {
	const {objects, runs, expectedFile} = trafficCase;

	test('is read and planned as expected', async () => {
		const splits = (await splitsIn(objects)).map(split => splitJson(split));
		const planned = await Promise.all(runs.map(async run => ({run, ...(await said(run, trafficCase))})));
		expectFile(expectedFile, {splits, runs: planned});
	});

	test.each(runs.map(run => [run]))('%s holds what is promised of every write', async run => {
		const prepared = await preparedFor(run, objects);
		if (!('plan' in prepared)) return;
		const {plan} = prepared;
		const before = await splitsIn(objects);
		const after = applied(plan.steps, objects);
		await expectShares(plan, before, after);
		expectOnlyEdited(plan, objects, after);
		expect(applied(undoSteps(plan.steps), after).map(asStored)).toEqual(objects);
		expectRefusedOnChange(plan, objects);
		expectOnceAtMost(plan, objects);
	});
});

function preparedFor(run: string, objects: readonly KubernetesObject[]) {
	const cluster = {...readerOf(objects), clockAheadMs: () => 0} as unknown as Cluster;
	return prepare(commandTyped(run, objects), {cluster, journal: memoryJournal(), clock: systemClock});
}

async function said(run: string, {objects}: TrafficCase) {
	const prepared = await preparedFor(run, objects);
	if ('refusal' in prepared) return {refusal: prepared.refusal};
	if ('trouble' in prepared) return {trouble: prepared.trouble};
	const {says, lines, concerns, owners, isEscape, steps} = prepared.plan;
	return {
		says,
		isEscape,
		lines: lines.map(({subject, from, to}) => `${subject}: ${from} -> ${to}`),
		concerns,
		owners: owners.map(({name}) => name),
		patches: steps.map(step => ({
			of: `${sayRef(step.target)}${step.subresource ? `/${step.subresource}` : ''}`,
			patch: patchOf(step).map(operation =>
				[operation.op, operation.path, 'value' in operation ? JSON.stringify(operation.value) : ''].join(' '),
			),
		})),
	};
}

function expectFile(file: string, value: unknown): void {
	const text = `${JSON.stringify(value, null, '\t')}\n`;
	if (process.env.UPDATE_FIXTURES === '1') writeFileSync(file, text);
	const known = existsSync(file) ? readFileSync(file, 'utf8') : '(nothing yet: run with UPDATE_FIXTURES=1)';
	expect(text, file).toBe(known);
}

/** What the preview says is what the objects then mean. */
async function expectShares(
	plan: Plan,
	before: readonly Split[],
	after: readonly KubernetesObject[],
): Promise<void> {
	const splits = await splitsIn(after);
	for (const [key, shares] of Object.entries(plan.shares ?? {})) {
		// Shares by ready pods follow only once the pods do.
		if (before.find(each => each.key === key)?.backends[0]?.weightAt?.form === 'replicas') continue;
		const found = splits.find(split => split.key === key)?.backends.map(({share}) => share);
		expect(found?.map(rounded), key).toEqual(shares.map(rounded));
	}
}

function rounded(share: number | null): number | null {
	return share === null ? null : Math.round(share * 1000) / 1000;
}

/** Whatever somebody else wrote meanwhile where this plan writes, the server refuses it (an escape overwrites weights by intent). */
function expectRefusedOnChange({steps, isEscape, action}: Plan, objects: readonly KubernetesObject[]): void {
	for (const step of steps) {
		const object = objectAt(objects, step.target.uid);
		const recreated = {...object, metadata: {...object.metadata, uid: 'another'}};
		expect(() => patched(step, recreated as KubernetesObject)).toThrow();
		if (isEscape && action === 'drain-traffic') continue;
		for (const {at} of step.edits) {
			expect(() => patched(step, overwritten(object, at)), `${at} changed`).toThrow();
		}
	}
}

/** The escape is sent twice where nobody answers: as read, its second patch must not pass. */
function expectOnceAtMost({steps}: Plan, objects: readonly KubernetesObject[]): void {
	let present = objects;
	for (const step of steps) {
		const written = applied([asRead(step)], present);
		expect(written).toEqual(applied([step], present));
		expect(() => applied([asRead(step)], written), 'sent once more').toThrow();
		present = written;
	}
}

function overwritten(object: KubernetesObject, at: string): KubernetesObject {
	const parent = at.slice(0, at.lastIndexOf('/'));
	const above = valueAt(object, parent) === undefined ? [{op: 'add', path: parent, value: {}}] : [];
	const patch = [...above, {op: 'add', path: at, value: 'somebody'}];
	return jsonPatch(object as never, JSON.stringify(patch)) as unknown as KubernetesObject;
}
