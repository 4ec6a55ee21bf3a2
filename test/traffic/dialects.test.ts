import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {mergedParts, partsIn, readWorld} from '../../source/actions/read-traffic.ts';
import {jsonPatch} from '../../source/demo/api/json-patch.ts';
import {splitJson} from '../../source/headless/json.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {isSame, type Json, type JsonObject, valueAt} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {patchText} from '../../source/model/patch-text.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {sayRef} from '../../source/model/ref.ts';
import type {Split} from '../../source/model/split.ts';
import {prepare} from '../../source/perform/prepare.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {dialects} from '../../source/traffic/index.ts';
import {servedAs, sources, splitsOf} from '../../source/traffic/splits.ts';
import {
	commandTyped,
	objectAt,
	readerOf,
	servedWith,
	type TrafficCase,
	trafficCases,
} from '../kit/traffic-cases.ts';

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
	});
});

async function splitsIn(objects: readonly KubernetesObject[]): Promise<Split[]> {
	const reader = readerOf(objects);
	const kinds = servedWith(objects);
	const lists = await Promise.all(
		sources.map(async source => {
			const resource = servedAs(source, kinds);
			const listed = resource && (await reader.list(resource, {}));
			return resource && listed?.ok ? partsIn(resource, listed.value) : new Map<string, readonly unknown[]>();
		}),
	);
	return splitsOf(mergedParts(lists), (await readWorld(reader, [{}], true)).world);
}

function preparedFor(run: string, objects: readonly KubernetesObject[]) {
	const cluster = readerOf(objects) as unknown as Cluster;
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

/** The objects with the steps written, as the server would. */
function applied(steps: readonly Step[], objects: readonly KubernetesObject[]): KubernetesObject[] {
	return steps.reduce<KubernetesObject[]>(
		(all, step) =>
			all.map(object => (object.metadata.uid === step.target.uid ? patched(step, object) : object)),
		[...objects],
	);
}

function patched(step: Step, object: KubernetesObject): KubernetesObject {
	return jsonPatch(object as never, patchText(patchOf(step))) as unknown as KubernetesObject;
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

/** Nothing but the places the plan names differs: every other member is what it was. */
function expectOnlyEdited(
	plan: Plan,
	before: readonly KubernetesObject[],
	after: readonly KubernetesObject[],
): void {
	for (const [index, object] of before.entries()) {
		const edits = plan.steps
			.filter(({target}) => target.uid === object.metadata.uid)
			.flatMap(step => step.edits);
		const changed = differences(object, after[index]!);
		const isNamed = (at: string) =>
			edits.some(edit => at === edit.at || isBelow(at, edit.at) || isAddedAbove(at, edit.at, object));
		expect(changed.filter(at => !isNamed(at))).toEqual([]);
		expect(edits.filter(edit => !isSame(valueAt(after[index]!, edit.at), edit.to))).toEqual([]);
	}
}

function isBelow(at: string, parent: string): boolean {
	return at.startsWith(`${parent}/`);
}

/** A first annotation comes with the list of annotations. */
function isAddedAbove(at: string, edited: string, object: KubernetesObject): boolean {
	return isBelow(edited, at) && valueAt(object, at) === undefined;
}

/** A server keeps no empty list of annotations. */
function asStored(object: KubernetesObject): KubernetesObject {
	const {annotations, ...metadata} = object.metadata;
	const isEmpty = annotations !== undefined && Object.keys(annotations).length === 0;
	return isEmpty ? ({...object, metadata} as KubernetesObject) : object;
}

function differences(left: Json | undefined, right: Json | undefined, at = ''): string[] {
	if (isSame(left, right)) return [];
	if (!isTree(left) || !isTree(right) || Array.isArray(left) !== Array.isArray(right)) return [at];
	const members = new Set([...Object.keys(left), ...Object.keys(right)]);
	return [...members].flatMap(member =>
		differences(left[member], right[member], `${at}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`),
	);
}

function isTree(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null;
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

function overwritten(object: KubernetesObject, at: string): KubernetesObject {
	const parent = at.slice(0, at.lastIndexOf('/'));
	const above = valueAt(object, parent) === undefined ? [{op: 'add', path: parent, value: {}}] : [];
	const patch = [...above, {op: 'add', path: at, value: 'somebody'}];
	return jsonPatch(object as never, JSON.stringify(patch)) as unknown as KubernetesObject;
}
