import {expect} from 'vitest';
import {mergedParts, partsIn, readWorld} from '../../source/actions/read-traffic.ts';
import {jsonPatch} from '../../source/demo/api/json-patch.ts';
import {isSame, type Json, type JsonObject, valueAt} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {patchText} from '../../source/model/patch-text.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import type {Split} from '../../source/model/split.ts';
import {servedAs, sources, splitsOf} from '../../source/traffic/splits.ts';
import {readerOf, servedWith} from './traffic-cases.ts';

/** Every split that the objects hold. */
export async function splitsIn(objects: readonly KubernetesObject[]): Promise<Split[]> {
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

/** The objects with the steps written, as the server would. */
export function applied(steps: readonly Step[], objects: readonly KubernetesObject[]): KubernetesObject[] {
	return steps.reduce<KubernetesObject[]>(
		(all, step) =>
			all.map(object => (object.metadata.uid === step.target.uid ? patched(step, object) : object)),
		[...objects],
	);
}

export function patched(step: Step, object: KubernetesObject): KubernetesObject {
	return jsonPatch(object as never, patchText(patchOf(step))) as unknown as KubernetesObject;
}

/** Nothing but the places the plan names differs: every other member is what it was. */
export function expectOnlyEdited(
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
export function asStored(object: KubernetesObject): KubernetesObject {
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
