import type {Luck} from '../../source/demo/luck.ts';

/** Strings that some parser somewhere takes for something else. */
const oddStrings = [
	'',
	' ',
	'0',
	'-1',
	'1e999',
	'NaN',
	'null',
	'true',
	'__proto__',
	'constructor',
	'hasOwnProperty',
	'toString',
	'a/b',
	'~0~1',
	'/',
	'%',
	'{}',
	'[{"a":',
	'{"ForwardConfig":{"TargetGroups":null}}',
	'2026-13-45T99:99:99Z',
	'100m',
	'1.2.3',
	'\u0000',
	'\n\r\t',
	'\x1b[2J\x1b]0;owned\x07',
	'\u202eevil\u2066',
	'é́́',
	'👩‍👩‍👧‍👦',
	'\ud800',
	'x'.repeat(5000),
] as const;

export type Mutation = {
	readonly luck: Luck;
	/** Left as it is, though not what is beneath it. */
	readonly isKept: (path: readonly string[]) => boolean;
	/** Values keep their types, as a server that knows the schema sees to: they are missing, empty, huge or odd. */
	readonly isTyped?: boolean;
};

/** A copy with a few things otherwise than anybody expects. */
export function mutated<Value>(value: Value, mutation: Mutation): Value {
	const copy: unknown = structuredClone(value);
	for (let times = mutation.luck.between(1, 4); times > 0; times--) mutateIn(copy, mutation, []);
	return copy as Value;
}

function mutateIn(parent: unknown, mutation: Mutation, path: readonly string[]): void {
	const {luck, isKept, isTyped} = mutation;
	const members = typeof parent === 'object' && parent !== null ? Object.keys(parent) : [];
	if (members.length === 0) return;
	const member = members[luck.between(0, members.length - 1)]!;
	const at = [...path, member];
	const holder = parent as Record<string, unknown>;
	const value = holder[member];
	const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
	if (isKept(at) || (isInner && luck.fraction() < 0.85)) {
		mutateIn(value, mutation, at);
		return;
	}
	if (luck.fraction() < 0.2) {
		if (Array.isArray(holder)) holder.splice(Number(member), 1);
		else delete holder[member];
	} else holder[member] = isTyped ? sameType(value, luck) : anyType(value, luck);
}

function sameType(value: unknown, luck: Luck): unknown {
	if (typeof value === 'string') return oddString(luck);
	if (typeof value === 'number') return [0, -1, 1, 2_147_483_647, 9_007_199_254_740_991][luck.between(0, 4)];
	if (typeof value === 'boolean') return !value;
	if (Array.isArray(value))
		return luck.fraction() < 0.3 ? [] : Array.from({length: 50}, () => structuredClone(value)).flat();
	return luck.fraction() < 0.5
		? {}
		: {...(value as object), [oddString(luck)]: Object.values(value ?? {})[0]};
}

function anyType(value: unknown, luck: Luck): unknown {
	const string = oddString(luck);
	switch (luck.between(0, 12)) {
		case 0:
			return null;
		case 1:
			return luck.between(-5, 5);
		case 2:
			return luck.fraction() < 0.5 ? 1e308 : 0.1;
		case 3:
			return luck.fraction() < 0.5;
		case 4:
			return [];
		case 5:
			return {};
		case 6:
			return [null, {}, [], string, 1];
		case 7:
			return {[string]: string, a: null, name: null, kind: []};
		case 8:
			return nested(200);
		case 9:
			return Array.from({length: 300}, () => structuredClone(value));
		case 10:
			return [value];
		default:
			return string;
	}
}

function oddString(luck: Luck): string {
	return oddStrings[luck.between(0, oddStrings.length - 1)]!;
}

function nested(depth: number): unknown {
	let inner: unknown = 'deep';
	for (let level = 0; level < depth; level++) inner = level % 2 === 0 ? {a: inner} : [inner];
	return inner;
}
