import type {Tree} from '../object.ts';
import {decodeMessage} from './decode.ts';
import {messageOf} from './index.ts';
import {DecodeError, eachField} from './wire.ts';

/** A body of `application/vnd.kubernetes.protobuf`: the bytes of an object, and what they are said to be. */
export type Envelope = {readonly apiVersion: string; readonly kind: string; readonly raw: Buffer};

const prefix = Buffer.from('k8s\0');

/** Opens a `runtime.Unknown` behind its four bytes; throws a {@link DecodeError} saying why it is none. */
export function openEnvelope(bytes: Buffer): Envelope {
	if (bytes.length <= prefix.length) throw new DecodeError('empty data');
	if (!bytes.subarray(0, prefix.length).equals(prefix)) {
		const wanted = `expected prefix [${[...prefix].join(' ')}]`;
		throw new DecodeError(`provided data does not appear to be a protobuf message, ${wanted}`);
	}
	const opened: {apiVersion: string; kind: string; raw: Buffer} = {
		apiVersion: '',
		kind: '',
		raw: Buffer.alloc(0),
	};
	eachField(bytes.subarray(prefix.length), (number, part) => {
		if (number === 1) Object.assign(opened, readType(part.bytes('typeMeta')));
		if (number === 2) opened.raw = part.bytes('raw');
	});
	return opened;
}

function readType(bytes: Buffer) {
	const type: {apiVersion?: string; kind?: string} = {};
	eachField(bytes, (number, part) => {
		if (number === 1) type.apiVersion = part.text('apiVersion');
		if (number === 2) type.kind = part.text('kind');
	});
	return type;
}

/** The object in an envelope; throws a {@link DecodeError} for a type that has no message here. */
export function decodeObject({apiVersion, kind, raw}: Envelope): Tree {
	const message = messageOf(apiVersion, kind);
	if (!message) throw new DecodeError(unregistered(apiVersion, kind));
	return {apiVersion, kind, ...decodeMessage(raw, message)};
}

function unregistered(apiVersion: string, kind: string): string {
	const named = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`;
	return `${named} in scheme "pkg/runtime/scheme.go:111"`;
}
