/**
 * JSON Patch as kube-apiserver runs it, which is evanphx/json-patch v4 and not RFC 6902: `replace` of a
 * missing member adds it, `test` compares the text of numbers and strings, and `null` tests for absence.
 */
import {isTree} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';
import {goText, parseRaw, Raw} from './go-text.ts';

/** The patch cannot be read (400) or does not apply (422). */
export class PatchError extends Error {
	readonly isUnreadable: boolean;

	constructor(message: string, isUnreadable = false) {
		super(message);
		this.isUnreadable = isUnreadable;
	}
}

type Operation = {op: string; path: string; from?: string; value?: unknown; raw?: unknown};
type Container = Tree | unknown[];

/** The document with the patch of this text applied, whole or not at all; `document` itself is not changed. */
export function jsonPatch(document: Tree, patch: string): Tree {
	const operations = readOperations(patch);
	// The library lets the empty path name the whole document, so that has to stand in something.
	const holder = {document: structuredClone(document)};
	for (const operation of operations) run(holder, operation);
	return holder.document;
}

function readOperations(patch: string): Operation[] {
	let operations: unknown;
	try {
		operations = JSON.parse(patch);
	} catch (error) {
		throw new PatchError(`error decoding patch: ${(error as Error).message}`, true);
	}
	if (!Array.isArray(operations) || !operations.every(isTree)) {
		const found = isTree(operations) ? 'object' : typeof operations;
		throw new PatchError(
			`error decoding patch: json: cannot unmarshal ${found} into Go value of type []handlers.jsonPatchOp`,
			true,
		);
	}
	const raws = parseRaw(patch) as Tree[];
	return operations.map((operation, i) => ({...operation, raw: raws[i]!.value}) as Operation);
}

function run(holder: {document: Tree}, {op, path, from, value = null, raw}: Operation): void {
	const {document} = holder;
	if (typeof path !== 'string') throw new PatchError('operation without a path');
	if (path === '' && op === 'replace' && isTree(value)) {
		holder.document = value;
		return;
	}
	if (op === 'add') add(document, path, value);
	else if (op === 'remove') remove(document, path);
	else if (op === 'replace') replace(document, path, value);
	else if (op === 'test') test(document, path, raw);
	else if (op === 'move') add(document, path, take(document, from, true));
	else if (op === 'copy') add(document, path, structuredClone(take(document, from, false)));
	else throw new PatchError(`unexpected kind: ${op}`);
}

/** What stands at `from`, which a move removes from there. */
function take(document: Tree, from: string | undefined, isMove: boolean): unknown {
	const taken = read(...find(document, from ?? ''));
	if (taken === undefined) throw new PatchError(`nothing at ${from}`);
	if (isMove) remove(document, from!);
	return taken;
}

/** The container that holds what `path` names, and the key in it. */
function find(document: Tree, path: string): [Container, string] {
	const [root, ...parts] = path.split('/').map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
	if (root !== '' || parts.length === 0) throw new PatchError(`missing path: ${path}`);
	let container: unknown = document;
	for (const part of parts.slice(0, -1))
		container = isContainer(container) ? read(container, part) : undefined;
	if (!isContainer(container)) throw new PatchError(`missing container for path: ${path}`);
	return [container, parts.at(-1)!];
}

function isContainer(value: unknown): value is Container {
	return typeof value === 'object' && value !== null;
}

function read(container: Container, key: string): unknown {
	if (!Array.isArray(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
	return container[indexIn(container, key, container.length - 1)];
}

/** A list index up to `highest`; negative ones count from the end, as the library lets them. */
function indexIn(list: readonly unknown[], key: string, highest: number): number {
	const index = /^[-+]?\d+$/.test(key) ? Number(key) : Number.NaN;
	const counted = index < 0 ? index + highest + 1 : index;
	if (!(counted >= 0 && counted <= highest)) throw new PatchError(`invalid index ${key} of ${list.length}`);
	return counted;
}

function add(document: Tree, path: string, value: unknown): void {
	const [container, key] = find(document, path);
	if (!Array.isArray(container)) container[key] = value;
	else if (key === '-') container.push(value);
	else container.splice(indexIn(container, key, container.length), 0, value);
}

function remove(document: Tree, path: string): void {
	const [container, key] = find(document, path);
	if (Array.isArray(container)) container.splice(indexIn(container, key, container.length - 1), 1);
	else if (Object.hasOwn(container, key)) delete container[key];
	else throw new PatchError(`unable to remove nonexistent key: ${key}`);
}

function replace(document: Tree, path: string, value: unknown): void {
	const [container, key] = find(document, path);
	if (Array.isArray(container)) container[indexIn(container, key, container.length - 1)] = value;
	else container[key] = value;
}

function test(document: Tree, path: string, raw: unknown): void {
	const found = read(...find(document, path));
	const isAsExpected =
		found === undefined || found === null ? raw === null || raw === undefined : isEqual(found, raw);
	if (!isAsExpected) throw new PatchError(`testing value ${path} failed`);
}

function isEqual(stored: unknown, raw: unknown): boolean {
	if (raw instanceof Raw) {
		return (typeof stored === 'number' || typeof stored === 'string') && goText(stored) === raw.text;
	}
	if (Array.isArray(stored) && Array.isArray(raw)) {
		return stored.length === raw.length && stored.every((element, i) => isEqual(element, raw[i]));
	}
	if (!isTree(stored) || !isTree(raw)) return stored === raw;
	const names = Object.keys(stored);
	return (
		names.length === Object.keys(raw).length &&
		names.every(name => name in raw && isEqual(stored[name], raw[name]))
	);
}
