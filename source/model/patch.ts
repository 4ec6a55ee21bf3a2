import {type Json, type JsonObject, pointerTokens} from './json.ts';
import type {Edit, Guard, Step} from './plan.ts';

/** One operation of RFC 6902, of the kinds a step needs. */
export type PatchOperation =
	| {readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json}
	| {readonly op: 'remove'; readonly path: string};

/**
 * The JSON Patch of one step: it tests the uid and every guard before it
 * writes, and the server applies it whole or not at all.
 *
 * A guard on an absent member is a test for null, which API servers pass for
 * a missing member but refuse under a missing parent. So a parent that was
 * read as absent is itself a guard; what lies below it needs no test, and the
 * first edit below it adds the parents on its way.
 */
export function patchOf(
	step: Pick<Step, 'target' | 'subresource' | 'guards' | 'edits'>,
): readonly PatchOperation[] {
	const absent = step.guards.filter(guard => guard.is === undefined).map(guard => guard.at);
	const guards = step.guards.filter(guard => !absent.some(parent => isBelow(guard.at, parent)));
	const added = new Set<string>();
	return [
		{op: 'test', path: '/metadata/uid', value: step.target.uid},
		...guards.map(guard => testOf(guard, step.subresource)),
		...step.edits.flatMap(edit => [...parentsOf(edit, absent, added), ...writeOf(edit)]),
	];
}

/**
 * The same step, testing each value that it writes over as well: however often
 * it is sent, it applies once at most while nobody puts the former value back.
 */
export function asRead(step: Step): Step {
	const isTested = (at: string) => step.guards.some(guard => guard.at === at || isBelow(at, guard.at));
	const values = step.edits.filter(({at}) => !isTested(at)).map(({at, from}): Guard => ({at, is: from}));
	return values.length === 0 ? step : {...step, guards: [...step.guards, ...values]};
}

/** The document as it would be once the edits are written. */
export function edited<Document extends Json>(document: Document, edits: readonly Edit[]): Document {
	return edits.reduce<Json | undefined>(
		(now, edit) => withValue(now, pointerTokens(edit.at), edit),
		document,
	) as Document;
}

function withValue(
	value: Json | undefined,
	[token, ...rest]: readonly string[],
	edit: Edit,
): Json | undefined {
	if (token === undefined) return edit.to;
	if (Array.isArray(value)) {
		const index = token === '-' ? value.length : Number(token);
		if (rest.length > 0) return value.with(index, withValue(value[index], rest, edit));
		if (edit.to === undefined) return value.toSpliced(index, 1);
		return value.toSpliced(index, edit.from === undefined ? 0 : 1, edit.to);
	}
	const {[token]: member, ...others} = (value ?? {}) as JsonObject;
	const after = withValue(member, rest, edit);
	return after === undefined ? others : {...others, [token]: after};
}

/** A Scale leaves its replicas out where they are 0, so they are tested as a missing member. */
function testOf({at, is}: Guard, subresource: Step['subresource']): PatchOperation {
	const isLeftOut = subresource === 'scale' && at === '/spec/replicas' && is === 0;
	return {op: 'test', path: at, value: isLeftOut ? null : (is ?? null)};
}

function writeOf({at, from, to}: Edit): readonly PatchOperation[] {
	if (to !== undefined)
		return [{op: isElement(at) && from !== undefined ? 'replace' : 'add', path: at, value: to}];
	return from === undefined ? [] : [{op: 'remove', path: at}];
}

/** `add` at an index inserts, so an element that is there has to be replaced. */
function isElement(pointer: string): boolean {
	return /\/(0|[1-9]\d*)$/.test(pointer);
}

function isBelow(pointer: string, parent: string): boolean {
	return pointer.startsWith(`${parent}/`);
}

/** Adds for the missing objects above an edit, outermost first, each only once in a patch. */
function parentsOf(edit: Edit, absent: readonly string[], added: Set<string>): PatchOperation[] {
	const missing = absent.filter(parent => isBelow(edit.at, parent)).sort((a, b) => a.length - b.length)[0];
	if (missing === undefined || edit.to === undefined) return [];
	const operations: PatchOperation[] = [];
	for (let end = missing.length; end !== -1; end = edit.at.indexOf('/', end + 1)) {
		const parent = edit.at.slice(0, end);
		if (added.has(parent)) continue;
		added.add(parent);
		operations.push({op: 'add', path: parent, value: {}});
	}
	return operations;
}
