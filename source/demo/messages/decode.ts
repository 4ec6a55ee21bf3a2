import type {Tree} from '../object.ts';
import type {Field, Message} from './message.ts';
import {isSpecial, readSpecial} from './special.ts';
import {DecodeError, eachField, type Part} from './wire.ts';

/**
 * The JSON object a message stands for. A field the message does not have is refused, where Go would pass
 * over it: what is dropped in silence is missed too late.
 */
export function decodeMessage(bytes: Buffer, message: Message): Tree {
	const object: Tree = {};
	eachField(bytes, (number, part) => {
		const field = message.fields.get(number);
		if (!field) throw new DecodeError(`proto: ${message.name}: unknown field ${number}`);
		put(object, field, part);
	});
	return '=' in object ? object['='] : object;
}

function put(object: Tree, field: Field, part: Part): void {
	const {name, is} = field;
	if (is === 'map') {
		object[name] ??= {};
		const [key, value] = readEntry(part.bytes(name), field);
		object[name][key] = value;
	} else if (is === 'list') {
		object[name] ??= [];
		object[name].push(readValue(field, part));
	} else if (is === 'inline') {
		Object.assign(object, readValue(field, part));
	} else {
		const value = readValue(field, part);
		if (is === 'pointer' || !isEmpty(value)) object[name] = value;
	}
}

/** What Go leaves out of JSON where it is no pointer. */
function isEmpty(value: unknown): boolean {
	return value === undefined || value === '' || value === 0 || value === false;
}

function readEntry(bytes: Buffer, field: Field): [string, unknown] {
	let key = '';
	let value: unknown = field.message ? {} : '';
	eachField(bytes, (number, part) => {
		if (number === 1) key = part.text(field.name);
		else value = readValue(field, part);
	});
	return [key, value];
}

function readValue({name, type, message}: Field, part: Part): unknown {
	if (isSpecial(type)) return readSpecial(type, part.bytes(name));
	if (message) return decodeMessage(part.bytes(name), message);
	switch (type) {
		case 'string':
			return part.text(name);
		case 'bytes':
			return part.bytes(name).toString('base64');
		case 'bool':
			return part.number(name) !== 0;
		case 'double':
			return part.double(name);
		default:
			return part.number(name);
	}
}
