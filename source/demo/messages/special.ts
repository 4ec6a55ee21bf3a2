/** Messages that are something simpler in JSON: a time is a text, a quantity is one, and so on. */
import {type DecodeError, eachField, type Part} from './wire.ts';

type Numbered = ReadonlyMap<number, Part>;

function fieldsOf(bytes: Buffer): Numbered {
	const fields = new Map<number, Part>();
	eachField(bytes, (number, part) => fields.set(number, part));
	return fields;
}

const readers: Readonly<Record<string, (fields: Numbered) => unknown>> = {
	Time: fields => timeOf(fields)?.replace(/\.\d+Z$/, 'Z') ?? null,
	MicroTime: fields => timeOf(fields) ?? null,
	Duration: fields => goDuration(fields.get(1)?.number('duration') ?? 0),
	Quantity: fields => fields.get(1)?.text('string') ?? '0',
	IntOrString: fields =>
		fields.get(1)?.number('type') === 1
			? (fields.get(3)?.text('strVal') ?? '')
			: (fields.get(2)?.number('intVal') ?? 0),
	FieldsV1: jsonOf,
	RawExtension: jsonOf,
};

export function isSpecial(type: string): boolean {
	return Object.hasOwn(readers, type);
}

/** The JSON value of a special message; throws a {@link DecodeError} as every message does. */
export function readSpecial(type: string, bytes: Buffer): unknown {
	return readers[type]!(fieldsOf(bytes));
}

/** Without fields it is Go's zero time, which JSON shows as null. */
function timeOf(fields: Numbered): string | undefined {
	if (fields.size === 0) return undefined;
	const seconds = fields.get(1)?.number('seconds') ?? 0;
	const nanoseconds = fields.get(2)?.number('nanos') ?? 0;
	const micros = String(Math.floor(nanoseconds / 1000)).padStart(6, '0');
	return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${micros}Z`;
}

function goDuration(nanoseconds: number): string {
	return `${nanoseconds / 1e9}s`;
}

function jsonOf(fields: Numbered): unknown {
	const text = fields.get(1)?.text('raw');
	return text ? JSON.parse(text) : undefined;
}
