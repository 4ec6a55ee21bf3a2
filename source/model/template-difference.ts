import {isSame, type Json, type JsonObject} from './json.ts';
import {objectIn, objectsIn, textIn} from './object.ts';

/** One thing in which two pod templates differ, as a person says it. */
export type Difference = {
	/** `web: image`, `web: env LOG_LEVEL`, `label tier`. */
	readonly subject: string;
	readonly from: string;
	readonly to: string;
};

const hashLabels = ['pod-template-hash', 'rollouts-pod-template-hash', 'controller-revision-hash'];

/** In what a template differs from another one: its containers by their names, then all else. */
export function templateDifferences(from: Json | undefined, to: Json | undefined): readonly Difference[] {
	const [before, after] = [objectIn(from), objectIn(to)];
	const [was, is] = [objectIn(before.spec), objectIn(after.spec)];
	return [
		...containersIn(was, is, 'containers', ''),
		...containersIn(was, is, 'initContainers', 'init container '),
		...members(withoutHash(before), withoutHash(after), 'label'),
		...members(
			objectIn(objectIn(before.metadata).annotations),
			objectIn(objectIn(after.metadata).annotations),
			'annotation',
		),
		...named(objectsIn(was.volumes), objectsIn(is.volumes), 'volume '),
		...rest(was, is, ['containers', 'initContainers', 'volumes'], ''),
	];
}

function withoutHash({metadata}: JsonObject): JsonObject {
	const labels = Object.entries(objectIn(objectIn(metadata).labels));
	return Object.fromEntries(labels.filter(([name]) => !hashLabels.includes(name)));
}

function containersIn(was: JsonObject, is: JsonObject, list: string, prefix: string): readonly Difference[] {
	return pairs(objectsIn(was[list]), objectsIn(is[list])).flatMap(([name, from, to]) => {
		const subject = `${prefix}${name}`;
		if (from === undefined) return [{subject, from: absent, to: textIn(to!.image) ?? 'is there'}];
		if (to === undefined) return [{subject, from: textIn(from.image) ?? 'is there', to: absent}];
		return containerDifferences(subject, from, to);
	});
}

function containerDifferences(subject: string, from: JsonObject, to: JsonObject): readonly Difference[] {
	return [
		...rest({image: from.image}, {image: to.image}, [], `${subject}: `),
		...rest(
			{command: from.command, args: from.args},
			{command: to.command, args: to.args},
			[],
			`${subject}: `,
		),
		...pairs(objectsIn(from.env), objectsIn(to.env)).flatMap(([name, was, is]) =>
			isSame(was, is) ? [] : [envDifference(`${subject}: env ${name}`, name, was, is)],
		),
		...rest(objectIn(from.resources), objectIn(to.resources), [], `${subject}: `),
		...rest(from, to, ['name', 'image', 'command', 'args', 'env', 'resources'], `${subject}: `),
	];
}

/** What may be a secret is said to differ, and no more. */
const mayBeSecret = /pass|secret|token|key|credential|auth|dsn|url/i;

function envDifference(
	subject: string,
	name: string,
	was: JsonObject | undefined,
	is: JsonObject | undefined,
): Difference {
	const isHidden = mayBeSecret.test(name);
	const say = (env: JsonObject | undefined) => {
		if (env === undefined) return absent;
		if (env.valueFrom !== undefined) return sayValue(env.valueFrom);
		return isHidden ? 'a value' : sayValue(env.value ?? '');
	};
	const [from, to] = [say(was), say(is)];
	return from === to ? {subject, from, to: 'another value'} : {subject, from, to};
}

function named(was: readonly JsonObject[], is: readonly JsonObject[], prefix: string): readonly Difference[] {
	return pairs(was, is).flatMap(([name, from, to]) =>
		isSame(from, to) ? [] : [{subject: `${prefix}${name}`, from: sayNamed(from), to: sayNamed(to)}],
	);
}

function sayNamed(value: JsonObject | undefined): string {
	if (value === undefined) return absent;
	const {name: _name, ...more} = value;
	return sayValue(more);
}

function members(was: JsonObject, is: JsonObject, what: string): readonly Difference[] {
	return rest(was, is, [], `${what} `);
}

/** Members that differ, each by its name. */
function rest(
	was: JsonObject,
	is: JsonObject,
	except: readonly string[],
	prefix: string,
): readonly Difference[] {
	const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
	return names
		.filter(name => !except.includes(name) && !isSame(was[name], is[name]))
		.map(name => ({subject: `${prefix}${name}`, from: sayValue(was[name]), to: sayValue(is[name])}));
}

/** Members of both lists by their names, in the order of the later list, then what only the former has. */
function pairs(
	was: readonly JsonObject[],
	is: readonly JsonObject[],
): ReadonlyArray<readonly [name: string, from: JsonObject | undefined, to: JsonObject | undefined]> {
	const byName = (list: readonly JsonObject[]) => new Map(list.map(each => [textIn(each.name) ?? '', each]));
	const [before, after] = [byName(was), byName(is)];
	const names = [...new Set([...after.keys(), ...before.keys()])];
	return names.map(name => [name, before.get(name), after.get(name)] as const);
}

const absent = 'none';
const mostLetters = 120;

function sayValue(value: Json | undefined): string {
	if (value === undefined || value === null) return absent;
	const text = typeof value === 'string' ? value || '""' : JSON.stringify(value);
	return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
}

/** `web: image nginx:1.27 -> nginx:1.28`. */
export function sayDifference({subject, from, to}: Difference): string {
	return `${subject} ${from} -> ${to}`;
}
