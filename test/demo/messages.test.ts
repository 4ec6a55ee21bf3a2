/** Protocol buffers: what each message holds, and what is said of bytes that are none. */
import {expect, it, test} from 'vitest';
import {kinds} from '../../source/demo/kinds/index.ts';
import {decodeMessage} from '../../source/demo/messages/decode.ts';
import {messageOf} from '../../source/demo/messages/index.ts';
import {apiVersion} from '../../source/demo/store.ts';
import {field, message} from '../conformance/protobuf.ts';

const builtIn = kinds.filter(({isCustom}) => !isCustom);

test.each(builtIn.map(kind => [kind.kind, kind] as const))('%s can be sent as a message', (name, kind) => {
	const found = messageOf(apiVersion(kind), name);
	expect(found?.fields.get(1)?.name).toBe('metadata');
});

const text = (bytes: string) => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

it.each<[string, string, string, unknown]>([
	// 1 name (text), 3 namespace (text)
	['texts', 'ObjectMeta', '0a0161 1a0162', {name: 'a', namespace: 'b'}],
	// 8 creationTimestamp without fields, then with 1 seconds
	['no time', 'ObjectMeta', '4200', {creationTimestamp: null}],
	['a time', 'ObjectMeta', '4206 0880e2cfaa06', {creationTimestamp: '2023-11-14T22:13:20Z'}],
	// 10 deletionGracePeriodSeconds is a pointer, 7 generation is not
	['zero behind a pointer', 'ObjectMeta', '5000 3800', {deletionGracePeriodSeconds: 0}],
	['a negative number', 'ObjectMeta', '50ffffffffffffffffff01', {deletionGracePeriodSeconds: -1}],
	// 11 labels: entries of 1 key and 2 value
	['a map', 'ObjectMeta', '5a06 0a016b 120176 5a03 0a016c', {labels: {k: 'v', l: ''}}],
	// 14 finalizers, repeated
	['a list', 'ObjectMeta', '720161 720162', {finalizers: ['a', 'b']}],
	// 2 volumeSource is written into its volume: 2 emptyDir without fields
	['an embedded message', 'Volume', '0a0161 1202 1200', {name: 'a', emptyDir: {}}],
	// 2 port: 1 type, 2 intVal, 3 strVal
	['a named port', 'HTTPGetAction', '1208 0801 1a0468747470', {port: 'http'}],
	['a numbered port', 'HTTPGetAction', '1204 08001050', {port: 80}],
	// 1 limits of ResourceRequirements: 1 key, 2 value with 1 string
	['a quantity', 'ResourceRequirements', '0a0c 0a03637075 1205 0a03323530', {limits: {cpu: '250'}}],
	// 2 data of Secret: entries of texts and bytes
	['bytes', 'Secret', '1207 0a016b 12026869', {data: {k: 'aGk='}}],
])('reads %s', (_what, name, bytes, object) => {
	expect(decodeMessage(text(bytes), messageOf('v1', name)!)).toEqual(object);
});

it.each<[string, string, Buffer, RegExp]>([
	['a field it does not know', 'ConfigMap', field(77, 'a'), /^proto: ConfigMap: unknown field 77$/],
	['a field within', 'Pod', message([2, field(99, 1)]), /^proto: PodSpec: unknown field 99$/],
	['a number for a text', 'ObjectMeta', field(1, 1), /^proto: wrong wireType = 0 for field Name$/],
	['a text for a number', 'ObjectMeta', field(7, 'a'), /^proto: wrong wireType = 2 for field Generation$/],
	['too few bytes', 'ObjectMeta', text('0a05 61'), /^unexpected EOF$/],
	['an endless number', 'ObjectMeta', text('38 ffffffffffffffffffffff'), /^proto: integer overflow$/],
	['a group', 'ObjectMeta', text('0b'), /^proto: illegal wireType 3$/],
])('refuses %s', (_what, name, bytes, says) => {
	expect(() => decodeMessage(bytes, messageOf('v1', name)!)).toThrow(says);
});
