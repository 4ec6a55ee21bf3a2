import type {Json, JsonObject} from '../model/json.ts';
import type {KubernetesObject, OwnerReference} from '../model/object.ts';
import {sayAge, timeOf} from '../resources/age.ts';
import {masked} from '../resources/masked.ts';
import {resourceView} from '../store/listing.ts';
import type {Subject} from '../store/screen.ts';
import {keyIn, type State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, cutLine, type Line, lineWidth, segment} from '../ui/line.ts';
import type {Section} from './detail-text.ts';
import {wrapWords} from './wrap.ts';
import {treeLines} from './yaml-text.ts';

/** Lines of one field of the object; the rest is for its YAML. */
const mostLines = 40;
const titleWidth = 16;

/** What an object of any kind says of itself: where it comes from, whose it is, and every field that is its own. */
export function objectSections(state: State, subject: Subject, width: number): readonly Section[] {
	const object = state.objects[subject.uid]?.object;
	if (object === undefined || resourceView(state, subject.view)?.form !== 'table') return [];
	const {apiVersion: _version, kind: _kind, metadata: _metadata, ...fields} = masked(object);
	return [
		{title: 'Metadata', lines: metadataLines(state, object, width)},
		...ownerSection(state, object.metadata.ownerReferences ?? []),
		...Object.entries(fields).flatMap(([name, value]) => fieldSection(state, name, value, width)),
	];
}

function metadataLines(state: State, {metadata}: KubernetesObject, width: number): readonly Line[] {
	const {creationTimestamp, deletionTimestamp, generation, finalizers, labels, annotations = {}} = metadata;
	const created = timeOf(creationTimestamp);
	const {'kubectl.kubernetes.io/last-applied-configuration': _applied, ...notes} = annotations;
	const facts: ReadonlyArray<readonly [title: string, text: string | undefined]> = [
		['Created', created && `${creationTimestamp}, ${sayAge(created, state.now)} ago`],
		['Being deleted', deletionTimestamp && `since ${deletionTimestamp}`],
		['Finalizers', Array.isArray(finalizers) ? finalizers.join(', ') : undefined],
		['Generation', generation === undefined ? undefined : String(generation)],
	].map(([title, text]) => [title as string, text ? String(text) : undefined] as const);
	const said = facts.flatMap(([title, text]) => (text === undefined ? [] : factLines(title, text, width)));
	return [...said, ...pairLines('Labels', labels ?? {}, width), ...pairLines('Annotations', notes, width)];
}

function pairLines(title: string, pairs: {readonly [key: string]: string}, width: number): readonly Line[] {
	return Object.entries(pairs).flatMap(([key, value], p) =>
		factLines(p === 0 ? title : '', `${key}=${value}`, width),
	);
}

function factLines(title: string, text: string, width: number): readonly Line[] {
	const head: Line = [segment('  '), cell(title, titleWidth, 'dim')];
	return wrapWords([...head, segment(neutral(text))], width - 1, titleWidth + 2).slice(0, 3);
}

function ownerSection(state: State, owners: readonly OwnerReference[]): readonly Section[] {
	if (owners.length === 0) return [];
	const lines = owners.map(
		({kind, name, controller}): Line => [
			segment(`  ${neutral(`${kind} ${name}`)}`, 'accent'),
			segment(controller ? '  controls it' : '', 'dim'),
		],
	);
	return [{title: 'Owners', says: `${keyIn(state, 'owner', 'J')} opens`, lines}];
}

/** Conditions have a section of their own. */
function fieldSection(
	state: State,
	name: string,
	value: Json | undefined,
	width: number,
): readonly Section[] {
	const shown = name === 'status' ? withoutConditions(value) : value;
	if (shown === undefined || isEmpty(shown)) return [];
	const lines = treeLines({[name]: shown}).map((line): Line => [segment('  '), ...line]);
	const inside = typeof shown === 'object' ? lines.slice(1) : lines;
	const more = inside.length - mostLines;
	const rest: Line[] =
		more > 0 ? [[segment(`  ${more} more lines: ${keyIn(state, 'yaml', 'y')} shows all.`, 'dim')]] : [];
	return [
		{
			title: neutral(name.charAt(0).toUpperCase() + name.slice(1)),
			lines: [...inside.slice(0, mostLines).map(line => cut(line, width)), ...rest],
		},
	];
}

function cut(line: Line, width: number): Line {
	return lineWidth(line) > width ? cutLine(line, width) : line;
}

function withoutConditions(status: Json | undefined): Json | undefined {
	if (typeof status !== 'object' || status === null || Array.isArray(status)) return status;
	const {conditions: _conditions, ...rest} = status as JsonObject;
	return rest;
}

function isEmpty(value: Json): boolean {
	return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
